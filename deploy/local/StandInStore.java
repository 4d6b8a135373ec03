import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.h2.mvstore.MVStore;

/**
 * A server of MongoDB's protocol for one machine: it stands in for a replica set in the local cluster.
 *
 * <p>What it has answered survives the end of its process, however that comes: every change is in the file before its
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

    private StandInStore() {}

    public static void main(String[] arguments) throws Exception {
        String host = arguments[0];
        int port = Integer.parseInt(arguments[1]);
        Path file = Path.of(arguments[2]);
        Files.createDirectories(file.toAbsolutePath().getParent());

        // Nothing is written behind our back: a commit in the middle of an insert would tear it.
        MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().cacheSize(64).open();
        store.setRetentionTime(5_000);
        DurableBackend backend = new DurableBackend(store);
        backend.version(VERSION);
        MongoServer server = new MongoServer(backend);
        server.bind(host, port);

        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.countDown();
            await(closed);
        }));
        System.out.println("ready " + host + ":" + port);
        while (!asked.await(1, TimeUnit.SECONDS)) {
            backend.keepHouse(HOUSEKEEPING_MILLIS);
        }
        server.shutdownNow(); // commits and closes the file too
        System.out.println("stopped");
        closed.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers a request when what it changed is in the file. One write to the file serves all who wait for one. */
    private static final class DurableBackend extends H2Backend {
        private final MVStore store;
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

        DurableBackend(MVStore store) {
            super(store);
            this.store = store;
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            return durably(() -> super.handleMessage(message));
        }

        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            return durably(() -> super.handleCommand(channel, database, command, query));
        }

        @Override
        public QueryResult handleQuery(MongoQuery query) {
            return durably(() -> super.handleQuery(query));
        }

        private <T> T durably(Supplier<T> request) {
            if (lock.getReadHoldCount() > 0) {
                return request.get(); // a part of a request: the whole of it is made durable
            }
            lock.readLock().lock();
            T answer;
            try {
                answer = request.get();
            } finally {
                lock.readLock().unlock();
            }
            if (store.hasUnsavedChanges()) {
                lock.writeLock().lock();
                try {
                    store.commit(); // does nothing when another's write has taken ours along
                } finally {
                    lock.writeLock().unlock();
                }
            }
            return answer;
        }

        void keepHouse(int millis) {
            lock.writeLock().lock();
            try {
                store.commit();
                store.sync();
                store.compactFile(millis);
            } finally {
                lock.writeLock().unlock();
            }
        }
    }
}
