package io.netstacks.controller.device;

import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Mono;

/** Decides when an attempt may log in at its device, and hears how that went: a device's AAA server locks accounts. */
@FunctionalInterface
public interface LoginGate {

    /** A turn for one attempt; nothing is asked for yet. */
    Turn turn();

    /**
     * Whether the login is still allowed; asked once a person has been waited for, who may have taken two minutes.
     *
     * @return completes when it is, errors for the user when it is not
     */
    default Mono<Void> recheck() {
        return Mono.empty();
    }

    /** One attempt's way through the gate. May be called on any thread and never blocks. */
    interface Turn {

        /**
         * Asks for the turn, once: the device has shown a good host key and the login is next.
         *
         * @return completes when the login may begin, with an exception for the user when it must not, and never when the turn was given back before
         */
        CompletionStage<Void> take();

        /** The turn has come and the login begins: the device, or an AAA server behind it, may count it from now on. */
        void begun();

        /** The device accepted the login. */
        void succeeded();

        /** The attempt is over. A login that was {@link #begun} and did not succeed has failed, whoever ended it. Harmless when repeated. */
        void giveBack();
    }
}
