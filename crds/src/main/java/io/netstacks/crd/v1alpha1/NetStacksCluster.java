package io.netstacks.crd.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One NetStacks installation: its controllers and what they need. */
@Group(NetStacksCluster.GROUP)
@Version(NetStacksCluster.VERSION)
@ShortNames("nsc")
public class NetStacksCluster extends CustomResource<NetStacksClusterSpec, NetStacksClusterStatus>
        implements Namespaced {

    public static final String GROUP = "netstacks.io";
    public static final String VERSION = "v1alpha1";

    private static final long serialVersionUID = 1L;
}
