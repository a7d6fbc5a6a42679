/* The common way of a packet: the next one in order, of a source and from an address that are known.

   Everything else is left to the loop in Python (`forward.py`), which does the same for every packet and is
   what counts. So nothing is changed here before it is sure, by the head alone, that a packet is common: a
   head is not encrypted, and Python begins with the packet as it came. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "shared.h"

enum { FOR_PYTHON, DONE, HEAD = 12, GROWN = 24, EXTENSION = 0xBEDE };

static unsigned get16(const uint8_t *from) { return from[0] << 8 | from[1]; }

static uint32_t get32(const uint8_t *from)
{
    uint32_t value;
    memcpy(&value, from, 4);
    return ntohl(value);
}

static void put32(uint8_t *to, uint32_t value)
{
    value = htonl(value);
    memcpy(to, &value, 4);
}

/* Who sends. */

static unsigned place_of(const uint8_t *name)
{
    uint64_t words[3], mixed;
    memcpy(words, name, sizeof words);
    mixed = (words[0] ^ words[1] ^ words[2] * 31) * 0x9E3779B97F4A7C15u;
    return mixed >> 40 & (PLACES - 1);
}

void fast_forget_all(struct port *port)
{
    memset(port->place, 0, sizeof port->place);
    port->known = 0;
}

void fast_know(struct port *port, const uint8_t *name, struct peer *peer)
{
    unsigned at = place_of(name);
    /* Half of the table stays free, so that a search ends soon. Who does not fit in goes by Python. */
    if (port->known >= PLACES / 2)
        return;
    while (port->place[at].peer)
        at = (at + 1) & (PLACES - 1);
    memcpy(port->place[at].name, name, NAME);
    port->place[at].peer = peer;
    port->known++;
}

static struct peer *sender(const struct port *port, const uint8_t *name)
{
    unsigned at = place_of(name);
    for (; port->place[at].peer; at = (at + 1) & (PLACES - 1))
        if (!memcmp(port->place[at].name, name, NAME))
            return port->place[at].peer;
    return NULL;
}

/* What is noted of a packet. */

static struct stream *stream_of(const struct peer *peer, uint32_t source)
{
    for (int at = 0; at < peer->streams; at++)
        if (peer->stream[at]->source == source)
            return peer->stream[at];
    return NULL;
}

/* Find the transport number among `words` of extensions; 0 when there is none. */
static int find_number(struct stream *stream, const uint8_t *packet, int at, int length, int mark)
{
    int words = get16(packet + at + 2), end;
    at += 4;
    end = at + 4 * words < length - 2 ? at + 4 * words : length - 2;
    while (at < end) {
        if (packet[at] == mark) {
            stream->words = words;
            stream->transport_at = at;
            return at;
        }
        at += packet[at] ? 2 + (packet[at] & 15) : 1;
    }
    stream->words = -1;
    return 0;
}

static void note_arrival(struct peer *peer, struct stream *stream, const uint8_t *packet, int at, int length,
                         double now)
{
    struct arrivals *arrivals = peer->arrivals;
    int found = stream->transport_at;
    if (peer->transport_mark < 0)
        return;
    if ((int)get16(packet + at + 2) != stream->words || found + 2 >= length ||
        packet[found] != peer->transport_mark)
        found = find_number(stream, packet, at, length, peer->transport_mark);
    if (!found || arrivals->count >= MOST_ARRIVALS)
        return;
    arrivals->number[arrivals->count] = get16(packet + found + 1);
    arrivals->at[arrivals->count++] = now;
}

static void keep(struct stream *stream, unsigned number, const uint8_t *packet, int length)
{
    struct kept *kept = stream->kept + number % HISTORY;
    uint32_t at = stream->written % HISTORY_BYTES;
    if (at + length > HISTORY_BYTES) {
        stream->written += HISTORY_BYTES - at;
        at = 0;
    }
    memcpy(stream->history + at, packet, length);
    kept->at = stream->written;
    kept->length = length;
    stream->written += length;
}

/* How evenly packets come (RFC 3550, A.8). */
static void tick(struct stream *stream, uint32_t clock, double now)
{
    double transit = now * stream->rate - clock;
    double distance = transit - stream->transit;
    if (distance < 0)
        distance = -distance;
    if (distance < stream->rate)
        stream->jitter += (distance - stream->jitter) / 16;
    stream->transit = transit;
    stream->at = now;
}

/* What is sent. */

/* Write the head before `to` + GROWN, seal, and line up for sending. */
static void send_on(struct port *port, const struct copy *copy, uint8_t *to, const uint8_t *head, int length)
{
    struct msghdr *message = &port->outgoing[port->filled].msg_hdr;
    unsigned number = get16(head + 2) + copy->on;
    uint32_t sent_at = (uint64_t)(port->now * 262144) & 0xFFFFFF;
    int size = GROWN + length;
    to[0] = 0x90 | (head[0] & 32);
    to[1] = (head[1] & 128) | copy->payload;
    to[2] = number >> 8;
    to[3] = number;
    put32(to + 4, get32(head + 4) + copy->later);
    put32(to + 8, copy->media);
    put32(to + 12, (uint32_t)EXTENSION << 16 | 2);
    put32(to + 16, copy->time_word | sent_at);
    put32(to + 20, copy->mid_word);
    if (port->protect(copy->key, to, &size))
        return;
    message->msg_iov->iov_base = to;
    message->msg_iov->iov_len = size;
    message->msg_name = copy->address;
    port->filled++;
}

static void send_copies(struct port *port, const struct stream *stream, uint8_t *payload, const uint8_t *head,
                        int length)
{
    int last = stream->copies - 1;
    if (port->filled + last >= SEND)
        fast_flush(port);
    for (int at = 0; at < last; at++) {
        uint8_t *to = port->made + port->filled * SLOT + HEADROOM;
        memcpy(to + GROWN, payload, length);
        send_on(port, stream->copy + at, to, head, length);
    }
    /* The last one gets the packet where it lies, with its new head before it. */
    send_on(port, stream->copy + last, payload - GROWN, head, length);
}

static int forward(struct port *port, int index)
{
    uint8_t *packet = port->received + index * SLOT + HEADROOM, head[HEAD];
    int length = port->incoming[index].msg_len, start;
    struct peer *peer = sender(port, port->names + index * NAME_STRIDE);
    struct stream *stream;
    unsigned number;

    if (!peer || !peer->receives || length < 16 || packet[0] >> 6 != 2 || packet[1] >> 5 == 6)
        return FOR_PYTHON;
    number = get16(packet + 2);
    stream = stream_of(peer, get32(packet + 8));
    if (!stream || stream->detour || (packet[1] & 127) != stream->payload || (int)number != stream->expected)
        return FOR_PYTHON;
    if (port->unprotect(peer->receives, packet, &length)) {
        peer->forged++;
        return DONE;
    }
    start = HEAD + 4 * (packet[0] & 15);
    if (packet[0] & 16 && start + 4 <= length) {
        note_arrival(peer, stream, packet, start, length, port->now);
        start += 4 + 4 * get16(packet + start + 2);
    }
    if (start > length || length - start > LONGEST - GROWN)
        return DONE;
    stream->expected = (number + 1) & 0xFFFF;
    stream->cycles += !stream->expected;
    stream->clock = get32(packet + 4);
    stream->packets++;
    stream->octets += length - start;
    if (stream->kept)
        keep(stream, number, packet, length);
    if (!stream->kept || packet[1] & 128)
        tick(stream, stream->clock, port->now);
    memcpy(head, packet, HEAD);
    if (stream->copies)
        send_copies(port, stream, packet + start, head, length - start);
    return DONE;
}

/* Take a batch and send on what is common; return the first packet that is not, -1 when all is done. */
int fast_receive(struct port *port)
{
    int count = recvmmsg(port->descriptor, port->incoming, RECEIVE, MSG_DONTWAIT, NULL);
    port->count = count > 0 ? count : 0;
    port->at = 0;
    /* What was lined up and not sent lies where this batch is now: an error in between may not send it open. */
    port->filled = 0;
    return fast_go_on(port);
}

/* Go on behind the packet that Python did. */
int fast_go_on(struct port *port)
{
    while (port->at < port->count)
        if (forward(port, port->at++) == FOR_PYTHON)
            return port->at - 1;
    fast_flush(port);
    return -1;
}
