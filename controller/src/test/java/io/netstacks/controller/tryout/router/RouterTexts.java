package io.netstacks.controller.tryout.router;

import io.netstacks.controller.tryout.router.RouterState.Port;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the router's commands show; lines end with {@code \n}, the screen makes of it what terminals want. */
final class RouterTexts {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("'*'HH:mm:ss.SSS 'UTC' EEE MMM d yyyy", Locale.ENGLISH);

    private RouterTexts() {}

    static String banner(RouterState router) {
        return "\r\n" + router.hostname + " is a simulated device: nothing here is real. Type ? for help.\r\n\r\n";
    }

    static String clock(RouterState router) {
        return CLOCK.format(router.clock.instant().atZone(ZoneOffset.UTC));
    }

    static String version(RouterState router) {
        return """
                Simulated Router Software, Version 15.7(3)SIM, TRYING-OUT SOFTWARE
                Part of NetStacks, https://netstacks.io

                %s uptime is %s
                System returned to ROM by power-on
                System image file is "flash:simulated-router.157-3.SIM.bin"

                simulated SR-1000 (revision 1.0) with 524288K/65536K bytes of memory.
                Processor board ID SIM000000001
                %d interfaces
                Configuration register is 0x2102""".formatted(router.hostname, router.uptime(), router.ports.size());
    }

    static String ipInterfaceBrief(RouterState router) {
        StringBuilder text = new StringBuilder(
                "Interface                  IP-Address      OK? Method Status                Protocol");
        for (Port port : router.ports) {
            text.append("\n%-26s %-15s YES %-6s %-21s %s"
                    .formatted(
                            port.name,
                            port.address.isEmpty() ? "unassigned" : port.address,
                            port.address.isEmpty() ? "unset" : "manual",
                            port.status(),
                            port.protocol()));
        }
        return text.toString();
    }

    static String interfaceStatus(Port port) {
        StringBuilder text =
                new StringBuilder("%s is %s, line protocol is %s".formatted(port.name, port.status(), port.protocol()));
        if (!port.description.isEmpty()) {
            text.append("\n  Description: ").append(port.description);
        }
        if (!port.address.isEmpty()) {
            text.append("\n  Internet address is %s, mask %s".formatted(port.address, port.mask));
        }
        return text.append("""

                          MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
                             reliability 255/255, txload 1/255, rxload 1/255
                          Encapsulation ARPA, loopback not set
                          5 minute input rate 2000 bits/sec, 3 packets/sec
                          5 minute output rate 1000 bits/sec, 2 packets/sec""").toString();
    }

    static String runningConfig(RouterState router) {
        StringBuilder text = new StringBuilder("""

                Current configuration : 4096 bytes
                !
                version 15.7
                service timestamps log datetime msec
                !
                hostname %s
                !
                enable secret 9 <removed>
                !
                no ip domain lookup
                ip ssh version 2
                !""".formatted(router.hostname));
        for (Port port : router.ports) {
            text.append("\ninterface ").append(port.name);
            if (!port.description.isEmpty()) {
                text.append("\n description ").append(port.description);
            }
            text.append(
                    port.address.isEmpty() ? "\n no ip address" : "\n ip address " + port.address + " " + port.mask);
            if (port.isShutDown) {
                text.append("\n shutdown");
            }
            text.append("\n!");
        }
        return text.append("""

                        ip route 0.0.0.0 0.0.0.0 192.0.2.254
                        !
                        line con 0
                        line vty 0 4
                         login local
                         transport input ssh
                        !
                        end""").toString();
    }
}
