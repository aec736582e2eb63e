package io.netstacks.controller.vault;

/** What a request does to a stored secret. */
sealed interface SecretChange {

    record Keep() implements SecretChange {}

    record Remove() implements SecretChange {}

    record Replace(String secret) implements SecretChange {

        @Override
        public String toString() {
            return "Replace";
        }
    }
}
