package io.netstacks.controller.cluster;

/** A session as the database knows it. */
public record KnownSession(SessionDescriptor descriptor, Ownership ownership, boolean isEnded) {}
