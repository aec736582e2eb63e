package io.netstacks.controller.vault;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a secret is kept. A ciphertext opens only where it was sealed for: copied to another row or column it is refused, so that nobody who can write
 * to the database can pass one secret off as another.
 *
 * @param table the table's name
 * @param row the row's primary key as text
 * @param column the column's name
 */
public record SecretPlace(String table, String row, String column) {

    /** Each part with its length before it, so that no two places make the same bytes. */
    byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {table, row, column}) {
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
            bytes.writeBytes(utf8);
        }
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return table + "/" + row + "/" + column;
    }
}
