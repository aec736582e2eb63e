/** The custom resources of NetStacks, version v1alpha1: what people write and what {@code kubectl get nsc} shows. No operator code. */
@NullMarked
package io.netstacks.crd.v1alpha1;

import org.jspecify.annotations.NullMarked;
