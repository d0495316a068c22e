"""A nats-server with JetStream for tests: on 127.0.0.1, a free port, a folder of its own."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

PROGRAM = shutil.which('nats-server') or '/usr/sbin/nats-server'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Server:
    """Started at once; a context manager that stops it and removes its folder."""

    def __init__(self, jetstream=True, settings=''):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='fishsim-nats-'))
        self.port, self.monitor = free_port(), free_port()
        self.url = f'nats://127.0.0.1:{self.port}'
        config = self.folder / 'server.conf'
        stored = f'jetstream {{store_dir: "{self.folder}/store"}}\n' if jetstream else ''
        config.write_text(f'host: 127.0.0.1\nport: {self.port}\n'
                          f'http: "127.0.0.1:{self.monitor}"\n{stored}{settings}')
        self.command = [PROGRAM, '-c', str(config), '-l', str(self.folder / 'log')]
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.port), 0.2).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError('nats-server did not start: ' + (self.folder / 'log').read_text()[-2000:])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def restart_after_kill(self):
        self.kill()
        self.start()

    def pause(self, seconds):
        os.kill(self.process.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self.process.pid, signal.SIGCONT)

    def jetstream(self):
        """What the server tells of its streams and their consumers."""
        url = f'http://127.0.0.1:{self.monitor}/jsz?consumers=true'
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)

    def stored(self):
        """Messages in all streams."""
        return self.jetstream()['messages']

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop()


class Tap:
    """Points of a test in the Test Anything Protocol."""

    def __init__(self):
        self.count = self.failed = 0

    def point(self, holds, name, detail=''):
        self.count += 1
        self.failed += not holds
        print(f'{"ok" if holds else "not ok"} {self.count} - {name}', flush=True)
        if detail and not holds:
            print(f'# {detail}', flush=True)

    def end(self):
        print(f'1..{self.count}', flush=True)
        return 1 if self.failed else 0
