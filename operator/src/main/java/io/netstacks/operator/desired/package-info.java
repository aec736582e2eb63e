/** Pure functions from a NetStacksCluster to the objects that it wants. No client, no clock, no random in here. */
@NullMarked
package io.netstacks.operator.desired;

import org.jspecify.annotations.NullMarked;
