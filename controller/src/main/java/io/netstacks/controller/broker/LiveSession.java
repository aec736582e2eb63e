package io.netstacks.controller.broker;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.cluster.SessionDescriptor;
import io.netstacks.controller.terminal.TerminalSession;

/** A session that lives in this process. */
record LiveSession(TerminalSession session, SessionDescriptor descriptor, Ownership ownership) {}
