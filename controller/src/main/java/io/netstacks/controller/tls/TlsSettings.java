package io.netstacks.controller.tls;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The certificate of the listener (E008, E009). */
@ConfigurationProperties("tls")
record TlsSettings(
        @Setting(
                description = "The certificate that clients see, followed by the certificates of those who issued it.",
                form = CERT_FORM,
                example = CERT_EXAMPLE)
        @DefaultValue(CERT_EXAMPLE)
        Path certPath,

        @Setting(
                description = "The certificate's private key, without a passphrase.",
                form = KEY_FORM,
                example = KEY_EXAMPLE)
        @DefaultValue(KEY_EXAMPLE)
        Path keyPath,

        @Setting(
                description =
                        "Whether to issue the certificate ourselves, from one CA for all instances, when there is none at TLS_CERT_PATH.",
                form = "true or false",
                example = "true")
        @DefaultValue("true")
        boolean autoGenerate,

        @Setting(
                description =
                        "Names and addresses that clients use for the controller and that a certificate issued by ourselves must hold, besides"
                                + " localhost, the host name, NETSTACKS_INSTANCE_NAME and the host of PUBLIC_URL.",
                form = NAMES_FORM,
                example = "netstacks.example.com,10.0.0.5")
        @DefaultValue
        List<String> serverNames) {

    static final String CERT_FORM = "the path of a file with certificates in PEM form, the server's own first";
    static final String CERT_EXAMPLE = "/data/tls/cert.pem";
    static final String KEY_FORM =
            "the path of a file with the private key in PEM form (PKCS#8, PKCS#1 or SEC1) that belongs to the first certificate in TLS_CERT_PATH";
    static final String KEY_EXAMPLE = "/data/tls/key.pem";
    private static final String NAMES_FORM = "a comma-separated list of host names, wildcard names and IP addresses";

    TlsSettings {
        if (certPath.normalize().equals(keyPath.normalize())) {
            throw new InvalidSettingException(
                    "TLS_KEY_PATH", "is the same file as TLS_CERT_PATH", KEY_FORM, KEY_EXAMPLE);
        }
        serverNames = serverNames.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (!serverNames.stream().allMatch(ServerName::isValid)) {
            throw new InvalidSettingException(
                    "TLS_SERVER_NAMES",
                    "holds an entry that is neither a host name nor an IP address",
                    NAMES_FORM,
                    "netstacks.example.com,10.0.0.5");
        }
    }

    InvalidSettingException badCertificate(String problem) {
        return new InvalidSettingException("TLS_CERT_PATH", problem, CERT_FORM, CERT_EXAMPLE);
    }

    InvalidSettingException badKey(String problem) {
        return new InvalidSettingException("TLS_KEY_PATH", problem, KEY_FORM, KEY_EXAMPLE);
    }
}
