'use strict';

/*
 * A web terminal as one writes it with ws and ssh2: binary messages both ways, each WebSocket its own SSH connection and shell, nothing recorded, nobody
 * authenticated. One line of JSON on standard input says where to ({host, port, username, privateKey}); the port that it listens on, on loopback, is printed.
 * It ends when standard input does, so with whoever started it.
 */
const readline = require('node:readline');
const { Client } = require('ssh2');
const { WebSocketServer } = require('ws');

/** The device waits from when so much is on its way to the browser until only the second value is. */
const PAUSE_BYTES = 1024 * 1024;
const RESUME_BYTES = 256 * 1024;

function bridge(socket, device) {
    const ssh = new Client();
    // What is typed before the shell is there waits.
    socket.pause();
    socket.on('error', () => ssh.end());
    socket.on('close', () => ssh.end());
    ssh.on('error', (error) => fail(socket, error));
    ssh.on('close', () => socket.close());
    ssh.on('ready', () => {
        // ssh2 leaves Nagle's algorithm on, which would be unfair in a comparison of echo times.
        ssh.setNoDelay(true);
        ssh.shell({ term: 'xterm-256color', cols: 80, rows: 24 }, (error, shell) => {
            if (error) {
                fail(socket, error);
            } else {
                connect(socket, shell);
            }
        });
    });
    ssh.connect({ ...device, algorithms: { cipher: ['aes128-gcm@openssh.com'] } });
}

function connect(socket, shell) {
    const sent = () => {
        if (shell.isPaused() && socket.bufferedAmount <= RESUME_BYTES) {
            shell.resume();
        }
    };
    shell.on('data', (output) => {
        socket.send(output, sent);
        if (socket.bufferedAmount > PAUSE_BYTES) {
            shell.pause();
        }
    });
    shell.on('drain', () => socket.resume());
    shell.on('close', () => socket.close());
    socket.on('message', (input) => {
        if (!shell.write(input)) {
            socket.pause();
        }
    });
    socket.resume();
}

function fail(socket, error) {
    console.error(`bridge: ${error.message}`);
    socket.close(1011);
}

const input = readline.createInterface({ input: process.stdin });
input.once('line', (line) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('listening', () => console.log(server.address().port));
    server.on('connection', (socket) => bridge(socket, JSON.parse(line)));
});
input.once('close', () => process.exit());
