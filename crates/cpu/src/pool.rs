//! Threads that work on the pieces of one step.
//!
//! A step of a small network takes microseconds, so handing work out must cost less than that:
//! workers spin for a short while between steps before they sleep, a piece is claimed by one atomic
//! operation, and nothing is allocated.
//!
//! Which thread runs which piece is up to chance. Pieces therefore write disjoint memory, and what
//! they leave is put together in a fixed order.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// How often a worker looks for work before it sleeps: some tens of microseconds.
const SPINS: usize = 4_000;

/// The most threads that a pool starts: more than any step has pieces, and few enough for any system.
const MOST_THREADS: usize = 256;

/// The most pieces that are handed out at a time.
const MOST_PIECES: usize = 0xFFFF;

/// A call `f(piece, worker)`.
type Job<'a> = dyn Fn(usize, usize) + Sync + 'a;

/// A fixed number of threads, the calling one among them.
///
/// # Example
///
/// ```
/// use kerros_cpu::ThreadPool;
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// let pool = ThreadPool::new(2);
/// let sum = AtomicUsize::new(0);
/// pool.run(10, &|piece, _worker| {
///     sum.fetch_add(piece, Ordering::Relaxed);
/// });
/// assert_eq!(sum.into_inner(), 45);
/// ```
#[derive(Debug)]
pub struct ThreadPool {
    shared: Arc<Shared>,
    workers: Vec<JoinHandle<()>>,
    /// Held while a job runs, so that a second caller does its work by itself.
    running: Mutex<()>,
}

#[derive(Debug)]
struct Shared {
    /// A [`Claim`] as one number, so that job, pieces and next piece change together.
    claim: AtomicU64,
    /// A `*const &Job` on the stack of the caller, valid while pieces of the job are unfinished.
    job: AtomicPtr<()>,
    /// Finished pieces of the job.
    done: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    sleepers: AtomicUsize,
    sleep: Mutex<()>,
    wake: Condvar,
    stop: AtomicBool,
}

impl ThreadPool {
    /// A pool of `threads` threads, the calling one included; 0 counts as 1.
    ///
    /// It has 256 at most; where the system refuses to start so many, as many as it got.
    pub fn new(threads: usize) -> Self {
        let shared = Arc::new(Shared {
            claim: AtomicU64::new(0),
            job: AtomicPtr::new(std::ptr::null_mut()),
            done: AtomicUsize::new(0),
            panic: Mutex::new(None),
            sleepers: AtomicUsize::new(0),
            sleep: Mutex::new(()),
            wake: Condvar::new(),
            stop: AtomicBool::new(false),
        });
        let workers = (1..threads.min(MOST_THREADS))
            .map_while(|worker| {
                let shared = Arc::clone(&shared);
                std::thread::Builder::new()
                    .name(format!("kerros-{worker}"))
                    .spawn(move || shared.work(worker))
                    .ok()
            })
            .collect();
        ThreadPool { shared, workers, running: Mutex::new(()) }
    }

    /// The number of threads, the calling one included.
    pub fn threads(&self) -> usize {
        self.workers.len() + 1
    }

    /// Calls `job(piece, worker)` for every piece in `0..pieces`, each once, and returns when all are
    /// done. `worker` is below [`threads`](Self::threads), and no two calls with the same worker run
    /// at the same time, unless several threads call `run` at once.
    ///
    /// # Panics
    ///
    /// If a piece panics, when all others are done.
    pub fn run(&self, pieces: usize, job: &Job<'_>) {
        if pieces > MOST_PIECES {
            for first in (0..pieces).step_by(MOST_PIECES) {
                let share = MOST_PIECES.min(pieces - first);
                self.run(share, &|piece, worker| job(first + piece, worker));
            }
            return;
        }
        if pieces <= 1 || self.workers.is_empty() {
            (0..pieces).for_each(|piece| job(piece, 0));
            return;
        }
        // Taken when another thread uses the pool, or when a piece of this one does.
        let Ok(_running) = self.running.try_lock() else {
            (0..pieces).for_each(|piece| job(piece, 0));
            return;
        };
        let shared = &*self.shared;
        shared.done.store(0, Ordering::Relaxed);
        let pointer: *const &Job<'_> = &job;
        shared.job.store(pointer.cast_mut().cast(), Ordering::Relaxed);
        let before = Claim::of(shared.claim.load(Ordering::Relaxed));
        let claim = Claim { number: before.number.wrapping_add(1), pieces: pieces as u16, next: 0 };
        // Publishes everything above; sequentially consistent with the count of sleepers.
        shared.claim.store(claim.bits(), Ordering::SeqCst);
        if shared.sleepers.load(Ordering::SeqCst) > 0 {
            drop(lock(&shared.sleep));
            shared.wake.notify_all();
        }
        shared.take_pieces(0);
        let mut spins = 0;
        while shared.done.load(Ordering::Acquire) < pieces {
            pause(&mut spins);
        }
        if let Some(panic) = lock(&shared.panic).take() {
            resume_unwind(panic);
        }
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        drop(lock(&self.shared.sleep));
        self.shared.wake.notify_all();
        for worker in self.workers.drain(..) {
            // A worker catches the panics of its pieces, so there is nothing to learn from it.
            let _ = worker.join();
        }
    }
}

/// Which pieces of which job are still to be claimed.
///
/// A job that is used up has `next == pieces`, so that nobody can claim a piece of it, whatever the next
/// job brings.
#[derive(Clone, Copy)]
struct Claim {
    /// The number of the job; it starts again after 2^32 jobs.
    number: u32,
    pieces: u16,
    next: u16,
}

impl Claim {
    fn of(bits: u64) -> Self {
        Claim { number: (bits >> 32) as u32, pieces: (bits >> 16) as u16, next: bits as u16 }
    }

    fn bits(self) -> u64 {
        u64::from(self.number) << 32 | u64::from(self.pieces) << 16 | u64::from(self.next)
    }
}

impl Shared {
    fn work(&self, worker: usize) {
        let mut seen = 0;
        let mut idle = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let number = Claim::of(self.claim.load(Ordering::Acquire)).number;
            if number != seen {
                seen = number;
                idle = 0;
                self.take_pieces(worker);
            } else if idle < SPINS {
                pause(&mut idle);
            } else {
                self.sleep_until_new(seen);
                idle = 0;
            }
        }
    }

    fn sleep_until_new(&self, seen: u32) {
        let mut guard = lock(&self.sleep);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        // A caller that publishes after this check sees the sleeper and takes the lock to wake it.
        let number = || Claim::of(self.claim.load(Ordering::SeqCst)).number;
        while number() == seen && !self.stop.load(Ordering::SeqCst) {
            guard = self.wake.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
    }

    /// Claims and runs pieces of the current job until none are left.
    fn take_pieces(&self, worker: usize) {
        loop {
            let bits = self.claim.load(Ordering::Acquire);
            let claim = Claim::of(bits);
            if claim.next >= claim.pieces {
                return;
            }
            let pointer = self.job.load(Ordering::Relaxed);
            // If this succeeds, the piece was unclaimed until now, so its job was not done and the
            // pointer read above is its own: `run` replaces it only after every piece is done.
            let next = Claim { next: claim.next + 1, ..claim };
            let claimed = self.claim.compare_exchange_weak(
                bits,
                next.bits(),
                Ordering::AcqRel,
                Ordering::Relaxed,
            );
            if claimed.is_err() {
                continue;
            }
            // SAFETY: `run` keeps the reference and what it points to alive until `done` has counted
            // every piece, and the piece claimed here is not counted yet.
            let job = unsafe { *pointer.cast::<&Job<'_>>() };
            let piece = usize::from(claim.next);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| job(piece, worker))) {
                *lock(&self.panic) = Some(panic);
            }
            self.done.fetch_add(1, Ordering::Release);
        }
    }
}

fn pause(spins: &mut usize) {
    *spins += 1;
    // With more threads than cores, the one that is waited for may need this core.
    if spins.is_multiple_of(64) {
        std::thread::yield_now();
    } else {
        std::hint::spin_loop();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_runs_once_in_any_pool() {
        for threads in [0, 1, 2, 4, 7] {
            let pool = ThreadPool::new(threads);
            for pieces in [0, 1, 2, 3, 100] {
                let counts: Vec<AtomicUsize> = (0..pieces).map(|_| AtomicUsize::new(0)).collect();
                pool.run(pieces, &|piece, worker| {
                    assert!(worker < pool.threads());
                    counts[piece].fetch_add(1, Ordering::Relaxed);
                });
                assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) == 1));
            }
        }
    }

    #[test]
    fn many_tiny_jobs_in_a_row() {
        let pool = ThreadPool::new(3);
        let sum = AtomicUsize::new(0);
        for _ in 0..20_000 {
            pool.run(4, &|piece, _| {
                sum.fetch_add(piece, Ordering::Relaxed);
            });
        }
        assert_eq!(sum.into_inner(), 20_000 * 6);
    }

    /// A job with few pieces and then one with many: a worker that is late for the first must not take
    /// pieces of the second for its own.
    #[test]
    fn jobs_of_changing_sizes_run_each_piece_once() {
        for threads in [2, 4] {
            let pool = ThreadPool::new(threads);
            let counts: Vec<AtomicUsize> = (0..20).map(|_| AtomicUsize::new(0)).collect();
            for round in 0..150_000 {
                for pieces in [2, 3 + round % 16] {
                    pool.run(pieces, &|piece, _| {
                        counts[piece].fetch_add(1, Ordering::Relaxed);
                    });
                    for (piece, count) in counts.iter().enumerate() {
                        let expected = usize::from(piece < pieces);
                        assert_eq!(count.swap(0, Ordering::Relaxed), expected, "round {round}");
                    }
                }
            }
        }
    }

    #[test]
    fn more_pieces_than_are_handed_out_at_a_time() {
        let pool = ThreadPool::new(2);
        let sum = AtomicUsize::new(0);
        pool.run(MOST_PIECES + 3, &|piece, _| {
            sum.fetch_add(piece, Ordering::Relaxed);
        });
        assert_eq!(sum.into_inner(), (MOST_PIECES + 3) * (MOST_PIECES + 2) / 2);
    }

    #[test]
    fn too_many_threads_are_as_many_as_are_of_use() {
        assert!(ThreadPool::new(1_000_000).threads() <= MOST_THREADS);
    }

    #[test]
    fn workers_wake_from_sleep() {
        let pool = ThreadPool::new(2);
        for _ in 0..5 {
            std::thread::sleep(std::time::Duration::from_millis(5));
            let ran = AtomicUsize::new(0);
            pool.run(8, &|_, _| {
                ran.fetch_add(1, Ordering::Relaxed);
            });
            assert_eq!(ran.into_inner(), 8);
        }
    }

    #[test]
    fn a_job_inside_a_job_and_jobs_of_several_threads() {
        let pool = ThreadPool::new(2);
        let sum = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        pool.run(3, &|_, _| {
                            pool.run(2, &|_, _| {
                                sum.fetch_add(1, Ordering::Relaxed);
                            });
                        });
                    }
                });
            }
        });
        assert_eq!(sum.into_inner(), 3 * 200 * 6);
    }

    #[test]
    fn a_panic_in_a_piece_reaches_the_caller_and_the_pool_lives_on() {
        let pool = ThreadPool::new(2);
        let result = catch_unwind(AssertUnwindSafe(|| {
            pool.run(4, &|piece, _| assert_ne!(piece, 2, "piece two"));
        }));
        assert!(result.is_err());
        let ran = AtomicUsize::new(0);
        pool.run(4, &|_, _| {
            ran.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(ran.into_inner(), 4);
    }
}
