package io.netstacks.operator.desired;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.netstacks.crd.v1alpha1.NetStacksCluster;

/** The one address of all controllers of a cluster. Any of them serves any request, so it needs no affinity. */
final class ControllerService {

    static final String COMPONENT = "controller";
    /** The controllers' API_PORT. */
    private static final int API_PORT = 3000;

    private ControllerService() {}

    static Service of(NetStacksCluster cluster) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(cluster.getMetadata().getName() + "-controller")
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(Labels.of(cluster, COMPONENT))
                .endMetadata()
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selector(cluster, COMPONENT))
                .addNewPort()
                .withName("https")
                .withAppProtocol("https")
                .withProtocol("TCP")
                .withPort(443)
                .withTargetPort(new IntOrString(API_PORT))
                .endPort()
                .endSpec()
                .build();
    }
}
