/** Brings a terminal client to the session it asks for: opens, attaches, resumes. */
@NullMarked
package io.netstacks.controller.broker;

import org.jspecify.annotations.NullMarked;
