package io.netstacks.controller.cluster;

import io.netstacks.controller.terminal.SessionId;

/**
 * The right to a session: held by one instance under an epoch that grows by one with every change of owner. Everything stored on behalf of a session is
 * stored under its current ownership only, so that an owner that was replaced can do no harm.
 *
 * @param epoch counted from 1
 */
public record Ownership(SessionId session, InstanceId owner, long epoch) {}
