package io.netstacks.controller.bench;

import java.util.Arrays;

/** Measured values of one kind. */
final class Samples {

    private double[] values = new double[64];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = value;
    }

    double median() {
        return percentile(50);
    }

    double max() {
        return percentile(100);
    }

    /** The smallest value that {@code percent} of all values do not exceed; the mean of the two middle ones for an even median. */
    double percentile(double percent) {
        if (count == 0) {
            throw new IllegalStateException("Nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        if (percent == 50 && count % 2 == 0) {
            return (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
        }
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * count) - 1)];
    }
}
