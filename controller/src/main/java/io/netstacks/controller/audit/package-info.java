/** Who did what, when, from where, on what, with which outcome; append-only. */
@NullMarked
package io.netstacks.controller.audit;

import org.jspecify.annotations.NullMarked;
