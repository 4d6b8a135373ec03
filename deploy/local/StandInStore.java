import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/**
 * A server of MongoDB's protocol for one machine: it stands in for a replica set in the local cluster.
 *
 * <p>What it has answered survives the end of its process, however that comes: every change stands in a log before its
 * answer is sent (not forced to the disk: it survives kill -9, not a power cut; a sync follows within a second). And what
 * is in the file is whole: nothing is written there while a change is half made, so that no document is without its
 * unique keys. Usage: {@code java -cp ... StandInStore.java HOST PORT FILE}
 */
public final class StandInStore {

    /** The oldest version that current drivers speak with. */
    private static final MongoVersion VERSION = new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(4, 4, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    };

    /** So long at a time may the housekeeper keep others waiting while it gives unused space back. */
    private static final int HOUSEKEEPING_MILLIS = 50;

    private static final int HOUSEKEEPING_SECONDS = 20;

    private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "findandmodify", "create",
            "createindexes", "drop", "dropdatabase", "dropindexes", "deleteindexes", "renamecollection");

    /** A change writes the whole page that it falls on, in each of its maps: small ones, since changes are small. */
    private static final int PAGE_BYTES = 4 * 1024;

    private StandInStore() {}

    public static void main(String[] arguments) throws Exception {
        String host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        Path file = Path.of(arguments[2]);
        Files.createDirectories(file.toAbsolutePath().getParent());

        // Nothing is written behind our back: a commit in the middle of an insert would tear it.
        MVStore store = new MVStore.Builder()
                .fileName(file.toString()).autoCommitDisabled().pageSplitSize(PAGE_BYTES).cacheSize(64).open();
        store.setRetentionTime(5_000);
        DurableBackend backend = new DurableBackend(store, Path.of(file + ".log"));
        backend.version(VERSION);
        backend.catchUp();
        MongoServer server = new MongoServer(backend);
        server.bind(host, port);

        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            await(closed);
        }));
        System.out.println("ready " + host + ":" + port);
        try {
            for (int second = 1; !asked.await(1, TimeUnit.SECONDS); second++) {
                backend.keepHouse(second % HOUSEKEEPING_SECONDS == 0 ? HOUSEKEEPING_MILLIS : 0);
            }
        } catch (IOException | RuntimeException full) {
            end(full);
        }
        server.shutdownNow(); // closes the file too
        System.out.println("stopped");
        closed.countDown();
    }

    /** Nothing more is answered: what is done already, and cannot be kept, must not be seen by anybody. */
    private static void end(Exception fault) {
        System.err.println("ends: " + fault);
        Runtime.getRuntime().halt(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Answers a change when it stands in a log beside the file; once a second the file itself takes all of them along.
     *
     * <p>Changes happen one after the other, in the order of the log. After a kill those that the file does not have are
     * done again, in that order.
     */
    private static final class DurableBackend extends H2Backend {
        private final MVStore store;
        private final Log log;
        private final MVMap<String, Long> progress;
        private final Object order = new Object();
        private long done;

        DurableBackend(MVStore store, Path logged) throws IOException {
            super(store);
            this.store = store;
            progress = store.openMap("stand-in.progress");
            done = progress.getOrDefault("done", 0L);
            log = new Log(logged);
        }

        /** Does again what the file lacks; before anybody is served. */
        void catchUp() throws IOException {
            EmbeddedChannel nobody = new EmbeddedChannel();
            for (Document each : log.read()) {
                long number = (Long) each.get("number");
                if (number > done) {
                    try {
                        super.handleCommand(nobody, (String) each.get("database"), (String) each.get("command"),
                                decoded(((BinData) each.get("query")).getData()));
                    } catch (RuntimeException refused) {
                        // it was refused the first time too
                    }
                    done = number;
                }
            }
            keepHouse(0);
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            if (!CHANGES.contains(command.toLowerCase(Locale.ROOT))) {
                return super.handleCommand(channel, database, command, query);
            }
            byte[] asked = encoded(query); // as it came: doing it may change it
            synchronized (order) {
                try {
                    return super.handleCommand(channel, database, command, query);
                } finally {
                    done++;
                    log.append(done, database, command, asked);
                }
            }
        }

        @Override
        public void close() {
            try {
                keepHouse(0);
            } catch (IOException fault) {
                end(fault);
            }
            super.close();
        }

        void keepHouse(int millis) throws IOException {
            synchronized (order) {
                progress.put("done", done);
                store.commit();
                log.clear();
                store.sync();
                if (millis > 0) {
                    store.compactFile(millis);
                }
            }
        }

        /** Opens each map with types of our own first; whoever opens it later gets that one. */
        @Override
        protected MongoDatabase openOrCreateDatabase(String name) {
            MVStore file = getMvStore();
            return new H2Database(name, file, getCursorRegistry()) {
                @Override
                protected Index<Object> openOrCreateUniqueIndex(
                        String collection, String index, List<IndexKey> keys, boolean sparse) {
                    file.openMap(name + "." + collection + "._index_" + index,
                            new MVMap.Builder<KeyValue, Object>().keyType(new KeyType()));
                    return super.openOrCreateUniqueIndex(collection, index, keys, sparse);
                }

                @Override
                protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
                    file.openMap("databases." + name + "." + collection,
                            new MVMap.Builder<Object, Document>().valueType(new DocumentType()));
                    return super.openOrCreateCollection(collection, options);
                }
            };
        }
    }

    /** Changes in the order in which they were done: each with its length, its checksum and its BSON. */
    private static final class Log {
        private static final int HEAD_BYTES = 12;

        private final FileChannel file;

        Log(Path path) throws IOException {
            file = FileChannel.open(path, CREATE, READ, WRITE);
        }

        /** What is whole; the last one may have been cut off in the middle of its writing, and was never answered. */
        List<Document> read() throws IOException {
            List<Document> found = new ArrayList<>();
            ByteBuffer all = ByteBuffer.allocate((int) file.size());
            while (all.hasRemaining() && file.read(all, all.position()) > 0) {
                // until all of it is here
            }
            all.flip();
            while (all.remaining() >= HEAD_BYTES) {
                int length = all.getInt();
                long sum = all.getLong();
                if (length <= 0 || length > all.remaining()) {
                    break;
                }
                byte[] body = new byte[length];
                all.get(body);
                if (sum != sumOf(body)) {
                    break;
                }
                found.add(decoded(body));
            }
            return found;
        }

        void append(long number, String database, String command, byte[] query) {
            byte[] body = encoded(new Document("number", number)
                    .append("database", database).append("command", command).append("query", new BinData(query)));
            ByteBuffer whole = ByteBuffer.allocate(HEAD_BYTES + body.length);
            whole.putInt(body.length).putLong(sumOf(body)).put(body).flip();
            try {
                while (whole.hasRemaining()) {
                    file.write(whole);
                }
            } catch (IOException full) {
                end(full);
            }
        }

        void clear() throws IOException {
            file.truncate(0);
            file.position(0);
        }

        private static long sumOf(byte[] body) {
            CRC32 sum = new CRC32();
            sum.update(body);
            return sum.getValue();
        }
    }

    private static Document decoded(byte[] bytes) {
        return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }

    private static byte[] encoded(Document document) {
        ByteBuf buffer = Unpooled.buffer(1024);
        BsonEncoder.encodeDocument(document, buffer);
        return ByteBufUtil.getBytes(buffer);
    }

    /**
     * Keys of an index, compared as they are. The library's own way writes both keys as Java objects at each comparison:
     * measured, nearly all of the server's time.
     */
    private static final class KeyType extends BasicDataType<KeyValue> {
        private static final byte NOTHING = 0;
        private static final byte OTHER = 1;
        private static final byte TEXT = 2;

        private final ObjectDataType any = new ObjectDataType();

        @Override
        public int compare(KeyValue left, KeyValue right) {
            int shorter = Math.min(left.size(), right.size());
            for (int i = 0; i < shorter; i++) {
                int order = compareValues(left.get(i), right.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(left.size(), right.size());
        }

        private int compareValues(Object left, Object right) {
            if (left instanceof String && right instanceof String) {
                return ((String) left).compareTo((String) right);
            }
            if (left instanceof Number && right instanceof Number) {
                return Double.compare(((Number) left).doubleValue(), ((Number) right).doubleValue());
            }
            int order = kind(left).compareTo(kind(right));
            return order != 0 ? order : any.compare(left, right);
        }

        private static String kind(Object value) {
            return value == null ? "" : value instanceof Number ? "Number" : value.getClass().getName();
        }

        @Override
        public int getMemory(KeyValue key) {
            return 64 + memoryOf(key.stream().toList());
        }

        @Override
        public void write(WriteBuffer buffer, KeyValue key) {
            buffer.putVarInt(key.size());
            for (Object value : key) {
                if (value instanceof String) {
                    byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8); // many times faster than by letters
                    buffer.put(TEXT).putVarInt(bytes.length).put(bytes);
                } else if (value == null) {
                    buffer.put(NOTHING);
                } else {
                    buffer.put(OTHER);
                    any.write(buffer, value);
                }
            }
        }

        @Override
        public KeyValue read(ByteBuffer buffer) {
            int size = DataUtils.readVarInt(buffer);
            List<Object> values = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                byte kind = buffer.get();
                if (kind == TEXT) {
                    byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
                    buffer.get(bytes);
                    values.add(new String(bytes, StandardCharsets.UTF_8));
                } else {
                    values.add(kind == NOTHING ? null : any.read(buffer));
                }
            }
            return new KeyValue(values);
        }

        @Override
        public KeyValue[] createStorage(int size) {
            return new KeyValue[size];
        }
    }

    /** Documents as they come over the wire, where the library writes Java objects: smaller, and many times faster. */
    private static final class DocumentType extends BasicDataType<Document> {
        @Override
        public int getMemory(Document document) {
            return memoryOf(document);
        }

        @Override
        public void write(WriteBuffer buffer, Document document) {
            byte[] bytes = encoded(document);
            buffer.putVarInt(bytes.length).put(bytes);
        }

        @Override
        public Document read(ByteBuffer buffer) {
            byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
            buffer.get(bytes);
            return decoded(bytes);
        }

        @Override
        public Document[] createStorage(int size) {
            return new Document[size];
        }
    }

    /** About how many bytes a value holds in memory: pages are split, and the cache is bounded, by it. */
    private static int memoryOf(Object value) {
        if (value instanceof String) {
            return 48 + ((String) value).length();
        }
        if (value instanceof Map<?, ?>) {
            int sum = 96;
            for (Map.Entry<?, ?> each : ((Map<?, ?>) value).entrySet()) {
                sum += 80 + memoryOf(each.getValue());
            }
            return sum;
        }
        if (value instanceof Collection<?>) {
            int sum = 48;
            for (Object each : (Collection<?>) value) {
                sum += 8 + memoryOf(each);
            }
            return sum;
        }
        return value instanceof byte[] ? 24 + ((byte[]) value).length : 24;
    }
}
