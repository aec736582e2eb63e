package io.netstacks.controller.vault;

import io.netstacks.controller.web.ApiException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the secret of a credential is. */
public enum CredentialType {
    SSH_PASSWORD("ssh_password"),
    /** A private key as text, OpenSSH or PEM, without a passphrase. */
    SSH_KEY("ssh_key");

    private final String word;

    CredentialType(String word) {
        this.word = word;
    }

    /** As the API and the database spell it. */
    public String word() {
        return word;
    }

    /** @throws ApiException 400 that names the known ones */
    static CredentialType require(String field, String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        field,
                        "must be one of the supported types: "
                                + Arrays.stream(values())
                                        .map(CredentialType::word)
                                        .collect(Collectors.joining(", ")) + "."));
    }
}
