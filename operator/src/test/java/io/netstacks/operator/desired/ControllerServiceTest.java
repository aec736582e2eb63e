package io.netstacks.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Service;
import io.netstacks.crd.v1alpha1.NetStacksCluster;
import io.netstacks.crd.v1alpha1.NetStacksClusterSpec;
import org.junit.jupiter.api.Test;

class ControllerServiceTest {

    private final NetStacksCluster cluster = cluster();

    @Test
    void clientsReachAllControllersOfTheClusterAndNoOthers() {
        Service service = ControllerService.of(cluster);

        assertThat(service.getMetadata().getName()).isEqualTo("prod-controller");
        assertThat(service.getMetadata().getNamespace()).isEqualTo("network");
        assertThat(service.getSpec().getSelector())
                .containsOnly(
                        entry("netstacks.io/cluster", "prod"), entry("app.kubernetes.io/component", "controller"));
        assertThat(service.getSpec().getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getPort()).isEqualTo(443);
            assertThat(port.getTargetPort().getIntVal()).isEqualTo(3000);
        });
    }

    @Test
    void theSameClusterWantsTheSameServiceAndArgoCdDoesNotMistakeItForItsOwn() {
        assertThat(ControllerService.of(cluster)).isEqualTo(ControllerService.of(cluster()));
        assertThat(ControllerService.of(cluster).getMetadata().getLabels())
                .containsEntry("app.kubernetes.io/managed-by", "netstacks-operator")
                .doesNotContainKey("app.kubernetes.io/instance");
    }

    private static NetStacksCluster cluster() {
        NetStacksCluster cluster = new NetStacksCluster();
        cluster.getMetadata().setName("prod");
        cluster.getMetadata().setNamespace("network");
        cluster.setSpec(new NetStacksClusterSpec("0.1.0", new NetStacksClusterSpec.Controller(2)));
        return cluster;
    }
}
