package io.netstacks.controller.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names one boot of one controller: {@code ctrl-} and eight hexadecimal digits, new at every start (B003). */
public record InstanceId(String value) {

    private static final Pattern FORM = Pattern.compile("ctrl-[0-9a-f]{8}");

    public InstanceId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("An instance id is ctrl- and 8 hexadecimal digits, not " + value);
        }
    }

    public static InstanceId random(SecureRandom random) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return new InstanceId("ctrl-" + HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
