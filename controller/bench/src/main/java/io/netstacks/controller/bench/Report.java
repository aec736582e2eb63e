package io.netstacks.controller.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as they are measured, printed at the end as a Markdown table; remarks below it. */
final class Report {

    private record Row(String what, String measured, String beside, String budget) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** @param beside the peer's value and the ratio, or where else the value comes from */
    void row(String what, String measured, String beside, String budget) {
        rows.add(new Row(what, measured, beside, budget));
        progress(what + ": " + measured + (beside.isEmpty() ? "" : "; " + beside));
    }

    void remark(String text) {
        remarks.add(text);
    }

    /** For whoever waits: it goes to standard error, the table to standard output. */
    static void progress(String text) {
        System.err.println("bench: " + text);
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    void print() {
        List<Row> all = new ArrayList<>(List.of(new Row("what", "measured", "beside", "budget")));
        all.addAll(rows);
        int[] widths = new int[4];
        all.forEach(row -> {
            String[] cells = cells(row);
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], cells[i].length());
            }
        });
        StringBuilder out = new StringBuilder(Machine.describe()).append("\n\n");
        line(out, cells(all.getFirst()), widths);
        line(out, new String[] {"-".repeat(widths[0]), "-".repeat(widths[1]), "-".repeat(widths[2]), "-".repeat(widths[3])},
                widths);
        rows.forEach(row -> line(out, cells(row), widths));
        remarks.forEach(remark -> out.append('\n').append(remark).append('\n'));
        System.out.print(out);
    }

    private static String[] cells(Row row) {
        return new String[] {row.what(), row.measured(), row.beside(), row.budget()};
    }

    private static void line(StringBuilder out, String[] cells, int[] widths) {
        for (int i = 0; i < cells.length; i++) {
            out.append("| ").append(cells[i]).append(" ".repeat(widths[i] - cells[i].length() + 1));
        }
        out.append("|\n");
    }
}
