/** What happens between process start and readiness, as an ordered list of steps. */
@NullMarked
package io.netstacks.controller.startup;

import org.jspecify.annotations.NullMarked;
