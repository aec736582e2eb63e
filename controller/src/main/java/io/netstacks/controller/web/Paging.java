package io.netstacks.controller.web;

import org.jspecify.annotations.Nullable;

/** Which part of a list is wanted. */
public record Paging(int limit, int offset) {

    /**
     * @param limit the query parameter {@code limit}, {@code standard} when absent, at most {@code most}
     * @param offset the query parameter {@code offset}, 0 when absent
     */
    public static Paging of(@Nullable Integer limit, @Nullable Integer offset, int standard, int most) {
        Paging paging = new Paging(limit == null ? standard : limit, offset == null ? 0 : offset);
        if (paging.limit < 1 || paging.limit > most) {
            throw ApiException.invalid("limit", "must be a whole number from 1 to " + most + ".");
        }
        if (paging.offset < 0) {
            throw ApiException.invalid("offset", "must not be negative.");
        }
        return paging;
    }
}
