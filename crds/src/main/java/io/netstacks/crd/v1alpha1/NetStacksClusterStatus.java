package io.netstacks.crd.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param conditions in words, one per type
 */
public record NetStacksClusterStatus(
        @JsonPropertyDescription("The generation of the spec that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What is well and what is not, in words.")
        List<Condition> conditions) {

    public NetStacksClusterStatus {
        // JSON without the field gives null.
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
