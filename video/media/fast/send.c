/* What goes to the kernel: packets of one size for one address go as one, and it takes them apart again (UDP_SEGMENT).

   A picture comes as a burst of such packets, and most of what sending costs is paid for each call into the
   network below, not for each byte. What arrives is the same datagrams in the same order. */

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "shared.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum {
    MOST_TOGETHER = 64,
    MOST_BYTES = 60000, /* of one bundle; a datagram has 16 bits for its length */
    LOOKED_BACK = 16,   /* bundles in which the last one of an address is sought: a room has no more */
};

/* Packets for one address that go as one: all of one size, but that the last may be shorter. */
struct bundle {
    void *address;
    size_t size;
    int first, last, count, is_closed;
};

static struct bundle bundles[SEND];
static int following[SEND];
static struct mmsghdr messages[SEND];
static struct iovec parts[SEND];
static union {
    struct cmsghdr head;
    uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
} controls[SEND];

static struct bundle *bundle_for(const void *address, size_t size, int count)
{
    int oldest = count > LOOKED_BACK ? count - LOOKED_BACK : 0;
    for (int at = count - 1; at >= oldest; at--) {
        struct bundle *found = bundles + at;
        if (found->address != address)
            continue;
        /* Only the last one of an address: what overtakes would arrive out of order. */
        if (found->is_closed || size > found->size || found->count == MOST_TOGETHER ||
            (found->count + 1) * found->size > MOST_BYTES)
            return NULL;
        return found;
    }
    return NULL;
}

/* Sort what is lined up into bundles; return how many. */
static int sort(const struct mmsghdr *lined_up, int filled, int may_join)
{
    int count = 0;
    for (int index = 0; index < filled; index++) {
        const struct msghdr *packet = &lined_up[index].msg_hdr;
        size_t size = packet->msg_iov->iov_len;
        struct bundle *found = may_join ? bundle_for(packet->msg_name, size, count) : NULL;
        following[index] = -1;
        if (found) {
            following[found->last] = index;
            found->last = index;
            found->count++;
            found->is_closed = size < found->size;
        } else {
            bundles[count++] = (struct bundle){packet->msg_name, size, index, index, 1, 0};
        }
    }
    return count;
}

static void write_message(struct mmsghdr *message, const struct mmsghdr *lined_up, int at, struct iovec *part)
{
    const struct bundle *bundle = bundles + at;
    struct msghdr *head = &message->msg_hdr;
    *head = lined_up[bundle->first].msg_hdr;
    head->msg_iov = part;
    head->msg_iovlen = bundle->count;
    for (int index = bundle->first; index >= 0; index = following[index])
        *part++ = *lined_up[index].msg_hdr.msg_iov;
    if (bundle->count == 1)
        return;
    uint16_t size = bundle->size;
    head->msg_control = controls + at;
    head->msg_controllen = sizeof controls[at].bytes;
    controls[at].head.cmsg_level = IPPROTO_UDP;
    controls[at].head.cmsg_type = UDP_SEGMENT;
    controls[at].head.cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(&controls[at].head), &size, sizeof size);
}

/* Where the way to an address takes no such packets, or the interface no bundles at all, they go one by one; where
   nothing else happens any more, nothing else is tried. */
static void send_singly(struct port *port, const struct bundle *bundle)
{
    if (bundle->count == 1 || (errno != EINVAL && errno != EIO && errno != EMSGSIZE))
        return;
    for (int index = bundle->first; index >= 0; index = following[index])
        sendmsg(port->descriptor, &port->outgoing[index].msg_hdr, MSG_DONTWAIT);
    port->joins--;
}

static void note_bundles(struct port *port, int begin, int end)
{
    for (int at = begin; at < end; at++)
        if (bundles[at].count > 1) {
            port->joins = MOST_REFUSED;
            port->together += bundles[at].count;
        }
}

void fast_flush(struct port *port)
{
    int count = sort(port->outgoing, port->filled, port->joins > 0), sent = 0, part = 0;
    for (int at = 0; at < count; at++) {
        write_message(messages + at, port->outgoing, at, parts + part);
        part += bundles[at].count;
    }
    while (sent < count) {
        int done = sendmmsg(port->descriptor, messages + sent, count - sent, MSG_DONTWAIT);
        if (done < 0) {
            /* What the kernel has no room for is lost. */
            if (errno == EAGAIN || errno == ENOBUFS)
                break;
            /* An address that cannot be reached costs what is for it, not what is behind it. */
            send_singly(port, bundles + sent);
            done = 1;
        } else {
            note_bundles(port, sent, sent + done);
        }
        sent += done;
    }
    port->forwarded += port->filled;
    port->filled = 0;
}
