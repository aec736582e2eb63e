package io.netstacks.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * What is wanted.
 *
 * @param version which NetStacks to run
 * @param controller the controller instances
 */
public record NetStacksClusterSpec(
        @JsonPropertyDescription("The version of NetStacks to run, for example 0.1.0.")
        @Required
        @Size(max = 32)
        @Pattern("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$")
        String version,

        @JsonPropertyDescription("The controller instances.") @Default("{\"replicas\": 2}")
        Controller controller) {

    /** @param replicas how many instances share the sessions */
    public record Controller(
            @JsonPropertyDescription(
                    "How many controller instances run; from 2 on the cluster survives the loss of one.")
            @Default("2")
            @Min(1)
            @Max(32)
            int replicas) {}
}
