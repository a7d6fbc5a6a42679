/* What the loop in C and the loop in Python read and write alike: one truth, in plain memory.

   The C compiler reads this file, and cffi does as it stands: no other directives, no macros. */

enum {
    SLOT = 2048,     /* bytes for one packet in a batch */
    HEADROOM = 64,   /* of those, before a received packet: for the longer head it is sent on with */
    LONGEST = 1824,  /* of a packet; behind it lies its tag */
    RECEIVE = 64,    /* packets in a batch */
    SEND = 512,
    NAME = 28,       /* bytes of a socket address (sockaddr_in6), by which a sender is known */
    NAME_STRIDE = 32,
    PLACES = 8192,   /* of senders in the table; a power of two */
    HISTORY = 512,   /* packets of a picture that are kept for those who miss one */
    HISTORY_BYTES = 563200,
    MOST_SOURCES = 24,
    MOST_COPIES = 16,
    MOST_ARRIVALS = 512,
    FEEDBACK = 4 + 16 + 2 + 512 + 2, /* the longest of the common kind */
    MOST_REFUSED = 8, /* bundles in a row, until none is tried again */
};

/* A place a stream goes to: under which key, with which head, to which address. */
struct copy {
    void *key;
    uint32_t media;
    uint16_t on;        /* added to the number, */
    uint32_t later;     /* and to the clock */
    uint8_t payload;
    uint32_t time_word; /* header extensions: the time of sending and a name */
    uint32_t mid_word;
    void *address;
};

struct kept {
    uint64_t at; /* counted on beyond the end of the memory, so that what was written over is known */
    uint32_t length;
};

struct stream {
    uint32_t source;
    uint8_t payload;
    uint8_t detour;   /* its packets go by Python: somebody waits for a beginning, or a head is not all that changes */
    int32_t expected; /* the next number; below 0 before the first */
    int32_t cycles;
    uint32_t clock, rate;
    uint64_t packets, octets;
    double at, transit, jitter;
    int32_t transport_at, words; /* where the transport number was, among how many words of extensions */
    struct kept *kept;           /* null for sound, of which nothing is kept */
    uint8_t *history;
    uint64_t written;
    int32_t copies;
    struct copy copy[MOST_COPIES];
};

/* When packets of one sender came, by their transport numbers, for its own estimate of the line. */
struct arrivals {
    int32_t count;
    uint16_t number[MOST_ARRIVALS];
    double at[MOST_ARRIVALS];
};

struct peer {
    void *receives; /* null without keys */
    uint32_t forged;
    int32_t transport_mark; /* the head of the extension with the transport number; below 0 without */
    struct arrivals *arrivals;
    int32_t streams;
    struct stream *stream[MOST_SOURCES];
};

struct place {
    struct peer *peer;
    uint8_t name[NAME_STRIDE];
};

struct port {
    int descriptor;
    int count, at, filled; /* packets that came, the next of them, packets to send */
    double now; /* when the batch was taken, as Python says */
    int32_t joins; /* how often in a row a bundle may still be refused; 0 sends every packet by itself */
    uint64_t forwarded, together; /* packets, and those of them that went in a bundle */
    struct mmsghdr *incoming, *outgoing;
    uint8_t *received, *made, *names;
    int (*unprotect)(void *key, void *packet, int *length);
    int (*protect)(void *key, void *packet, int *length);
    int32_t known;
    struct place place[PLACES];
};

int fast_receive(struct port *);
int fast_go_on(struct port *);
void fast_flush(struct port *);
int fast_feedback(const struct arrivals *, uint32_t sender, uint32_t source, unsigned first, unsigned count,
                  uint8_t *message);
void fast_know(struct port *, const uint8_t *name, struct peer *);
void fast_forget_all(struct port *);
