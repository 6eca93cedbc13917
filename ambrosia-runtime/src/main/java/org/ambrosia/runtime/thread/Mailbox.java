package org.ambrosia.runtime.thread;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The items that other threads give to one thread, in order. That thread spins for a little before
 * it parks, as its {@link SpinBudget} allows.
 */
public final class Mailbox<T> {
    private final Queue<T> items = new ConcurrentLinkedQueue<>();
    private final SpinBudget budget = new SpinBudget();
    private volatile Thread parked;

    /** Adds an item. From any thread. */
    public void put(T item) {
        items.add(item);
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Takes the next item; null if there is none at the moment. */
    public T poll() {
        return items.poll();
    }

    /** Takes the next item, and waits for it. */
    public T take() throws InterruptedException {
        while (true) {
            T item = poll(Long.MAX_VALUE);
            if (item != null) {
                return item;
            }
        }
    }

    /** Takes the next item, and waits for it, but not longer than this; null if none came. */
    public T poll(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        T item = items.poll();
        if (item != null || nanos <= 0) {
            return item;
        }
        long begin = System.nanoTime();
        long now = begin;
        while (item == null && now - begin < nanos && budget.spins(now)) {
            SpinBudget.giveWay();
            item = items.poll();
            now = System.nanoTime();
        }
        if (item == null) {
            budget.inVain(now);
            return park(begin, nanos);
        }
        budget.found();
        return item;
    }

    private T park(long begin, long nanos) throws InterruptedException {
        parked = Thread.currentThread();
        try {
            while (true) {
                T item = items.poll();
                long left = nanos - (System.nanoTime() - begin);
                if (item != null || left <= 0) {
                    return item;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            parked = null;
        }
    }
}
