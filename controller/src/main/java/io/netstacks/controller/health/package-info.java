/** What load balancers and people are told about this instance. */
@NullMarked
package io.netstacks.controller.health;

import org.jspecify.annotations.NullMarked;
