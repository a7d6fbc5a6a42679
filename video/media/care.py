"""What is done for each browser now and then: feedback, repairs, reports, and noticing that it is gone."""

from __future__ import annotations

from video.media import rtcp
from video.media.forward import Forwarder
from video.media.peer import MOST_LOOKS, MOST_RESENDS, Peer
from video.media.room import CROWD, ask_picture
from video.media.streams import CLOCK, Slot, Stream

QUIET_AFTER = 5.0
SEAT_KEPT = 60.0
SHAKEN_WITHIN = 30.0
# More than a minute of the most that is sent: a browser that counts from the start again.
MOST_BETWEEN_REPORTS = 30_000
LEAST_BITS, MOST_BITS = 100_000, 4_000_000


class Care:
    """Looks after the browsers of one forwarder."""

    def __init__(self, forwarder: Forwarder) -> None:
        self.forwarder = forwarder
        forwarder.ask = self.ask

    def ask(self, stream: Stream, now: float) -> None:
        """Ask a sender for what is missing of a picture; sound is over before it would come."""
        if stream.kind == "video" and stream.repair_payload is not None:
            numbers, gave_up = stream.to_ask(now)
            if numbers:
                stream.peer.send_control(rtcp.nack(stream.peer.source, stream.source, numbers))
            if gave_up:
                ask_picture(stream, now)
        else:
            stream.missing = {n: seen for n, seen in stream.missing.items() if now - seen[1] < 0.5}

    def turn(self, peer: Peer, now: float) -> bool:
        """Do what is due ten times a second; true when others must hear of it."""
        if peer.arrivals.state.count:
            peer.heard_at = now
        peer.resends, peer.looks = MOST_RESENDS, MOST_LOOKS
        streams = own_streams(peer)
        if streams:
            feedback = peer.arrivals.feedback(peer.source, streams[-1].source, self.forwarder.library)
            if feedback:
                peer.send_control(feedback)
                due, came = peer.arrivals.due
                peer.quality.up.add(due, due - came, now)
        for stream in streams:
            if stream.missing:
                self.ask(stream, now)
            if stream.onwards.waiting:
                ask_picture(stream, now)
        was_alive, peer.is_alive = peer.is_alive, now - peer.heard_at < QUIET_AFTER
        return was_alive != peer.is_alive or self._sending(peer)

    def _sending(self, peer: Peer) -> bool:
        """Notice what somebody began or stopped to send; it stops after a second without."""
        changed = False
        for track in peer.tracks.values():
            is_sending = False
            for stream in track.streams.values():
                was_still, packets = stream.is_still, stream.packets
                stream.still = 0 if packets != stream.seen else stream.still + 1
                stream.seen = packets
                is_still = stream.is_still
                # A browser leaves out layers when its line is thin: who had one gets another.
                changed |= was_still != is_still
                is_sending |= packets > 0 and not is_still
            changed |= is_sending != track.is_sending
            track.is_sending = is_sending
        return changed

    def report(self, peer: Peer, now: float) -> None:
        """Do what is due once a second: tell a sender what arrived, and how much arrives at the others."""
        blocks = [block(stream, now) for stream in own_streams(peer) if stream.packets]
        if blocks:
            peer.send_control(rtcp.receiver_report(peer.source, blocks))
        self._save(peer, now)
        if peer.quality.look(now):
            peer.room.changed(peer.room)
        camera = peer.tracks["camera"].best()
        if camera is not None:
            self._cap(peer, camera)

    def _save(self, peer: Peer, now: float) -> None:
        """Leave out the pictures for who has room for sound alone, and try again after a while."""
        pictures = sum(video.octets for _, video in peer.slots)
        rate, peer.pictures_before = (pictures - peer.pictures_before) * 8, pictures
        lost = peer.quality.down.lost(now)
        # Below a crowd everybody gets the largest layer, and what is sent says nothing of what more could be.
        estimate = peer.estimate if len(peer.room.peers) >= CROWD else None
        peer.reach.look(estimate=estimate, rate=rate, lost=lost, now=now)
        if peer.thrift.look(estimate=peer.estimate, rate=rate, lost=lost, now=now):
            # What was thought of the line is of before.
            peer.estimate = None
            peer.room.arrange(now)

    def _cap(self, peer: Peer, camera: Stream) -> None:
        """Hold a sender to what the thinnest line of the others carries; let go little by little.

        An estimate says little while it grows along with what is sent, so only one that is below that counts.
        """
        rate = (camera.octets - peer.octets_before) * 8
        peer.octets_before = camera.octets
        slots, others = camera.onwards.slots, peer.room.peers.values()
        # With layers each gets the one that fits, and nobody is held to what another can receive.
        has_layers = bool(peer.tracks["camera"].section.layers) and len(others) >= CROWD
        thin = [] if has_layers else [slot.peer.estimate for slot in slots if slot.peer.estimate]
        if not (has_layers or slots) and any(other.thrift.is_thin for other in others if other is not peer):
            # Whoever is tried again begins with the least there is.
            peer.cap = LEAST_BITS
        elif thin and min(thin) < rate:
            peer.cap = max(LEAST_BITS, min(thin))
        elif peer.cap is not None:
            peer.cap = peer.cap * 6 // 5
        if peer.cap is None or peer.cap > MOST_BITS:
            peer.cap = None
            return
        peer.send_control(rtcp.estimate_message(peer.source, peer.cap, [camera.source]))

    def is_over(self, peer: Peer, now: float, seconds: float) -> bool:
        """Tell whether somebody's time is over, or nothing was heard of them for long."""
        never_came = peer.receives is None and now - peer.joined_at > SHAKEN_WITHIN
        return seconds > peer.until or never_came or now - peer.heard_at > SEAT_KEPT

    def take_control(self, peer: Peer, data: bytes, now: float) -> None:
        """Do what a browser asks by RTCP."""
        peer.heard_at = now
        for packet in rtcp.packets(data):
            if packet.kind in (rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT):
                self._take_report(peer, packet, now)
            elif packet.kind == rtcp.TRANSPORT_FEEDBACK and peer.resends > 0:
                lost = rtcp.missing(packet, min(peer.looks, rtcp.MOST_NAMED))
                if lost:
                    peer.looks -= len(lost[1])
                    self.forwarder.resend(peer, lost[0], lost[1], now)
            elif packet.kind == rtcp.PAYLOAD_FEEDBACK:
                peer.estimate = rtcp.estimate(packet) or peer.estimate
                for source in rtcp.wanted_pictures(packet):
                    slot = peer.outgoing.get(source)
                    if slot is not None and slot.wanted is not None:
                        ask_picture(slot.wanted, now)

    def _take_report(self, peer: Peer, packet: rtcp.Packet, now: float) -> None:
        for found in rtcp.report_blocks(packet):
            if found.source in peer.outgoing:
                take_block(peer, peer.outgoing[found.source], found, now)
        report = rtcp.sender_clock(packet)
        stream = peer.sources.get(report[0]) if report else None
        if report is None or stream is None or stream.source != report[0]:
            return
        _, ntp, clock = report
        stream.last_report = (ntp >> 16 & 0xFFFFFFFF, now)
        for slot in stream.onwards.slots:
            counts = slot.counts(stream.onwards)
            slot.reports.append((stream.last_report[0], now))
            slot.peer.send_control(
                rtcp.sender_report(slot.media, ntp, clock + slot.clock_offset & 0xFFFFFFFF, *counts)
            )


def take_block(peer: Peer, slot: Slot, block: rtcp.ReportBlock, now: float) -> None:
    """Take up what a browser tells of one of its places."""
    before, slot.told_highest = slot.told_highest, block.highest
    if before is not None:
        due = block.highest - before & 0xFFFFFFFF
        if due < MOST_BETWEEN_REPORTS:
            peer.quality.down.add(due, due * block.fraction_lost / 256, now)
    peer.quality.jitter_down = block.jitter / CLOCK[slot.kind]
    for clock, at in slot.reports:
        if clock == block.last_report != 0:
            peer.quality.take_round_trip(now - at - block.delay / 65536)


def jitter_up(peer: Peer) -> float | None:
    """Return how unevenly the packets of somebody come, in seconds; None while they send nothing."""
    told = [stream.jitter / CLOCK[stream.kind] for stream in own_streams(peer) if stream.packets]
    return max(told, default=None)


def own_streams(peer: Peer) -> list[Stream]:
    return [stream for track in peer.tracks.values() for stream in track.streams.values()]


def block(stream: Stream, now: float) -> rtcp.ReportBlock:
    """Return what arrived of one stream since the last report."""
    highest = stream.extended(stream.expected - 1 & 0xFFFF)
    expected = highest - stream.first + 1
    before_expected, before_packets = stream.reported
    due, came = expected - before_expected, stream.packets - before_packets
    stream.reported = (expected, stream.packets)
    lost = max(0, due - came)
    ntp, at = stream.last_report
    return rtcp.ReportBlock(
        source=stream.source,
        fraction_lost=min(255, lost * 256 // due) if due > 0 else 0,
        cumulative_lost=max(0, expected - stream.packets),
        highest=highest & 0xFFFFFFFF,
        jitter=int(stream.jitter),
        last_report=ntp,
        delay=int((now - at) * 65536) & 0xFFFFFFFF if ntp else 0,
    )
