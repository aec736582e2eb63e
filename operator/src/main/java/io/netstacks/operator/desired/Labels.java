package io.netstacks.operator.desired;

import io.netstacks.crd.v1alpha1.NetStacksCluster;
import java.util.Map;

/**
 * The labels of everything that belongs to a cluster. Not {@code app.kubernetes.io/instance}: Argo CD tracks by it and would prune what it did not apply
 * itself.
 */
final class Labels {

    static final String CLUSTER = "netstacks.io/cluster";
    static final String COMPONENT = "app.kubernetes.io/component";

    private Labels() {}

    /** What finds the pods of {@code component}; a selector never changes, so neither may these. */
    static Map<String, String> selector(NetStacksCluster cluster, String component) {
        return Map.of(CLUSTER, cluster.getMetadata().getName(), COMPONENT, component);
    }

    static Map<String, String> of(NetStacksCluster cluster, String component) {
        return Map.of(
                CLUSTER,
                cluster.getMetadata().getName(),
                COMPONENT,
                component,
                "app.kubernetes.io/name",
                "netstacks",
                "app.kubernetes.io/part-of",
                "netstacks",
                "app.kubernetes.io/managed-by",
                "netstacks-operator");
    }
}
