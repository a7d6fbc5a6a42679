/* What arrived of one sender, told to it (transport-wide feedback), where all came in order and without a pause. */

#include <arpa/inet.h>
#include <string.h>

#include "shared.h"

enum { HEAD = 4 + 16 + 2, KIND = 205, FORM = 15, EACH_SOON = 1 << 13, TICKS = 4000, LONGEST_STEP = 255 };

static uint8_t *put16(uint8_t *to, unsigned value)
{
    to[0] = value >> 8;
    to[1] = value;
    return to + 2;
}

static uint8_t *put32(uint8_t *to, uint32_t value)
{
    return put16(put16(to, value >> 16), value);
}

/* Write the steps in time between packets; 0 unless each is the next one and came soon. */
static int write_steps(const struct arrivals *arrivals, unsigned first, int64_t before, uint8_t *to)
{
    for (int at = 0; at < arrivals->count; at++) {
        int64_t tick = arrivals->at[at] * TICKS, step = tick - before;
        if (arrivals->number[at] != ((first + at) & 0xFFFF) || step < 0 || step > LONGEST_STEP)
            return 0;
        to[at] = step;
        before = tick;
    }
    return 1;
}

/* Return how long the message is; 0 when it takes more to say it, and Python does. */
int fast_feedback(const struct arrivals *arrivals, uint32_t sender, uint32_t source, unsigned first, unsigned count,
                  uint8_t *message)
{
    int64_t reference = arrivals->at[0] / 0.064;
    int words = (HEAD + arrivals->count + 3) / 4, padded = 4 * words - HEAD - arrivals->count;
    uint8_t *to = message;
    if (!write_steps(arrivals, first, reference * 256, message + HEAD))
        return 0;
    *to++ = 0x80 | FORM;
    *to++ = KIND;
    to = put16(to, words - 1);
    to = put32(put32(to, sender), source);
    to = put16(put16(to, first), arrivals->count);
    to = put32(to, (uint32_t)reference << 8 | count);
    put16(to, EACH_SOON | arrivals->count);
    memset(message + HEAD + arrivals->count, 0, padded);
    return 4 * words;
}
