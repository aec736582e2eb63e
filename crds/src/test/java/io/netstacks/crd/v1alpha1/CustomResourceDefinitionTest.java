package io.netstacks.crd.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomResourceDefinitionTest {

    private static final String NAME = "netstacksclusters.netstacks.io-v1.yml";
    private static final Path COMMITTED = Path.of("src/main/resources/crd", NAME);

    @Test
    void theCommittedDefinitionIsTheOneThatTheTypesGenerate(@TempDir Path folder) throws IOException {
        new CRDGenerator()
                .customResourceClasses(NetStacksCluster.class)
                .forCRDVersions("v1")
                .withImplicitPreserveUnknownFields(false)
                .inOutputDir(folder.toFile())
                .generate();
        String generated = Files.readString(folder.resolve(NAME));
        if (Boolean.getBoolean("crd.write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, generated);
        }

        assertThat(COMMITTED)
                .as("out of date: run ./mvnw -pl crds test -Dcrd.write=true and commit what changed")
                .hasContent(generated);
    }

    @Test
    void theDefinitionSaysWhatIsRequiredAndWhatIsAssumed() throws IOException {
        CustomResourceDefinition definition =
                Serialization.unmarshal(Files.newInputStream(COMMITTED), CustomResourceDefinition.class);

        assertThat(definition.getSpec().getNames().getShortNames()).containsExactly("nsc");
        assertThat(definition.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(definition
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getSubresources()
                        .getStatus())
                .isNotNull();
        JSONSchemaProps spec = definition
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec");
        assertThat(spec.getRequired()).containsExactly("version");
        JSONSchemaProps replicas =
                spec.getProperties().get("controller").getProperties().get("replicas");
        assertThat(replicas.getDefault().asInt()).isEqualTo(2);
        assertThat(replicas.getMinimum()).isEqualTo(1.0);
        assertThat(spec.getProperties()
                        .get("controller")
                        .getDefault()
                        .get("replicas")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aClusterSurvivesTheWayThroughYaml() {
        NetStacksCluster cluster = new NetStacksCluster();
        cluster.getMetadata().setName("prod");
        cluster.setSpec(new NetStacksClusterSpec("0.1.0", new NetStacksClusterSpec.Controller(3)));

        NetStacksCluster read = Serialization.unmarshal(Serialization.asYaml(cluster), NetStacksCluster.class);

        assertThat(read.getSpec()).isEqualTo(cluster.getSpec());
        assertThat(read.getApiVersion()).isEqualTo("netstacks.io/v1alpha1");
    }
}
