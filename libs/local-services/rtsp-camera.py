"""A street camera for demos and tests: serves one H.264 file over RTSP as a live, endless picture.

Usage: rtsp-camera.py FILE PORT PATH, on 127.0.0.1. Without arguments its exit code says whether this machine could.
The first line of standard input is a JSON object, either empty or with "user" and "password": secrets never stand in
the arguments. The camera ends when standard input ends, that is when whoever started it dies. Prints "ready" when it
takes connections.

The compressed pictures are read once and sent as they are, never encoded again. At the end of the file the next turn
follows with its times moved by the length of one turn, so that a client that stays sees neither a gap nor a step back.
Like a street, the picture goes on when nobody looks: a client that comes back finds it where it would be by now.
"""

import json
import os
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

# What waits in the source, at most: about two seconds of a 1280x720 street.
WAITING_BYTES_MAX = 1_000_000
REALM = "Kerbline camera"


def read_pictures(path):
    """The file's compressed pictures in decoding order: (bytes, dts, pts, duration, is_key), and their caps."""
    pipeline = Gst.parse_launch(
        "filesrc name=file ! qtdemux ! h264parse config-interval=-1 "
        "! video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false"
    )
    pipeline.get_by_name("file").set_property("location", path)
    sink = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    pictures, caps = [], None
    while True:
        sample = sink.emit("try-pull-sample", Gst.SECOND)
        if sample is None:
            problem = pipeline.get_bus().pop_filtered(Gst.MessageType.ERROR)
            if problem is not None or sink.get_property("eos"):
                break
            continue
        buffer = sample.get_buffer()
        caps = sample.get_caps()
        found, chunk = buffer.map(Gst.MapFlags.READ)
        if not found:
            continue
        content = bytes(chunk.data)
        buffer.unmap(chunk)
        is_key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        dts = buffer.dts if buffer.dts != Gst.CLOCK_TIME_NONE else buffer.pts
        pictures.append((content, dts, buffer.pts, buffer.duration, is_key))
    pipeline.set_state(Gst.State.NULL)
    return pictures, caps


class Street:
    """The endless picture: which compressed picture is shown at which time since the first client came."""

    def __init__(self, path):
        self.pictures, self.caps = read_pictures(path)
        if not self.pictures:
            raise ValueError(f"{path} holds no H.264 picture")
        first, last = self.pictures[0], self.pictures[-1]
        self.turn_ns = last[1] + last[3] - first[1]
        self.origin_ns = first[1]
        self.started_ns = None

    def position_now(self):
        """Index of the last key picture that is due by now, counted over all turns."""
        now_ns = time.monotonic_ns()
        if self.started_ns is None:
            self.started_ns = now_ns
        turns, into_turn_ns = divmod(now_ns - self.started_ns, self.turn_ns)
        due = [
            index
            for index, (_, dts, _, _, is_key) in enumerate(self.pictures)
            if is_key and dts - self.origin_ns <= into_turn_ns
        ]
        return turns * len(self.pictures) + (due[-1] if due else 0)

    def picture_at(self, position):
        turns, index = divmod(position, len(self.pictures))
        content, dts, pts, duration, _ = self.pictures[index]
        moved_ns = turns * self.turn_ns - self.origin_ns
        return content, dts + moved_ns, pts + moved_ns, duration


class StreetFactory(GstRtspServer.RTSPMediaFactory):
    """One shared pipeline for all clients: it runs while anyone looks."""

    def __init__(self, street):
        super().__init__()
        self.street = street
        self.set_shared(True)

    def do_create_element(self, _url):
        return Gst.parse_launch(
            "appsrc name=street is-live=true format=time block=false "
            f"max-bytes={WAITING_BYTES_MAX} ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1"
        )

    def do_configure(self, media):
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        source = media.get_element().get_by_name("street")
        source.set_property("caps", self.street.caps)
        position = self.street.position_now()
        # The pipeline's own clock starts at zero with each first client.
        first_dts = self.street.picture_at(position)[1]
        state = {"position": position}

        def feed(appsrc, _length):
            content, dts, pts, duration = self.street.picture_at(state["position"])
            state["position"] += 1
            buffer = Gst.Buffer.new_wrapped(content)
            buffer.dts, buffer.pts, buffer.duration = dts - first_dts, pts - first_dts, duration
            appsrc.emit("push-buffer", buffer)

        source.connect("need-data", feed)


def require_password(server, factory, user, password):
    role = GstRtspServer.RTSPToken()
    role.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.set_realm(REALM)
    auth.add_digest(user, password, role)
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), role)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_role("viewer")
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("viewer", right, True)
    factory.set_permissions(permissions)


def end_with_standard_input():
    sys.stdin.read()
    os._exit(0)


def can_serve():
    Gst.init(None)
    parts = ("appsrc", "appsink", "qtdemux", "h264parse", "rtph264pay", "rtpbin", "udpsink")
    return all(Gst.ElementFactory.find(part) for part in parts)


def main():
    if len(sys.argv) == 1:
        sys.exit(0 if can_serve() else 1)
    path, port, mount = sys.argv[1:4]
    secrets = json.loads(sys.stdin.readline() or "{}")
    threading.Thread(target=end_with_standard_input, daemon=True).start()

    Gst.init(None)
    try:
        street = Street(path)
    except ValueError as problem:
        sys.exit(str(problem))
    factory = StreetFactory(street)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    if secrets.get("user"):
        require_password(server, factory, secrets["user"], secrets["password"])
    server.get_mount_points().add_factory(mount, factory)
    if server.attach(None) == 0:
        sys.exit(f"port {port} is taken")
    # Clients that vanish without a word are forgotten after their session's minute.
    GLib.timeout_add_seconds(10, lambda: server.get_session_pool().cleanup() >= 0)
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
