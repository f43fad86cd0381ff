"""The operations of LeakLint.Runtime as CPython does them: a name and nanoseconds a line, least of several rounds.

The first line is the version. The loop around an operation is measured with nothing in it and taken off. An operation
that is named here is named the same in bench/LeakLint.Benchmarks, which puts the numbers beside its own.
"""
import functools
import gc
import platform
import sys
import time
import timeit
import weakref

ROUNDS = 9
FEW = 1024


class C:
    pass


def least(statement, setup="pass", number=200_000, names=None):
    """Nanoseconds of one execution, without the loop's own."""
    space = dict(globals(), **(names or {}))
    loop = min(timeit.repeat("pass", setup, number=number, repeat=ROUNDS, globals=space))
    whole = min(timeit.repeat(statement, setup, number=number, repeat=ROUNDS, globals=space))
    return (whole - loop) / number * 1e9


def per_item(function, items=FEW, number=200):
    """Nanoseconds for each of the items that one call of the function goes through, its loop included."""
    return min(timeit.repeat(function, number=number, repeat=ROUNDS)) / number / items * 1e9


def say(name, nanoseconds):
    print(f"{name}\t{max(nanoseconds, 0):.2f}")


def counting():
    x = C()
    dead = weakref.ref(C())
    names = {"x": x, "r": weakref.ref(x), "dead": dead}
    say("y = x; del y", least("y = x; del y", names=names))
    say("sys.getrefcount(x)", least("getrefcount(x)", names=dict(names, getrefcount=sys.getrefcount)))
    say("weakref.ref(x)()", least("r()", names=names))
    say("weakref.ref(x)(), dead", least("dead()", names=names))
    say("x = C(); del x", least("o = C(); del o", names=names))


def tables():
    keys = [f"key {i}" for i in range(FEW)]
    values = [C() for _ in keys]
    objects = [C() for _ in keys]
    strong = dict(zip(keys, values))
    weak = weakref.WeakValueDictionary(strong)
    by_key = weakref.WeakKeyDictionary(zip(objects, values))

    def get(table, wanted):
        def run():
            for key in wanted:
                table[key]
        return run

    def put(make):
        def run():
            table = make()
            for key, value in zip(keys, values):
                table[key] = value
        return run

    members = weakref.WeakSet(objects)
    plain = set(objects)

    def contains(among):
        def run():
            for member in objects:
                member in among
        return run

    def add_discard():
        for member in objects:
            members.add(member)
            members.discard(member)

    say("x in set", per_item(contains(plain)))
    say("x in WeakSet", per_item(contains(members)))
    say("WeakSet.add + discard", per_item(add_discard, number=50))
    say("dict.get(k)", per_item(get(strong, keys)))
    say("WeakValueDictionary.get(k)", per_item(get(weak, keys)))
    say("WeakKeyDictionary.get(k)", per_item(get(by_key, objects)))
    say("dict[k] = v, there", per_item(put(lambda: strong)))
    say("WeakValueDictionary[k] = v, there", per_item(put(lambda: weak)))
    say("dict[k] = v, new", per_item(put(dict)))
    say("WeakValueDictionary[k] = v, new", per_item(put(weakref.WeakValueDictionary), number=50))


def caches():
    @functools.lru_cache(maxsize=FEW)
    def load(key):
        return key

    hot = list(range(FEW))
    cold = list(range(8 * FEW))

    def ask(keys):
        def run():
            for key in keys:
                load(key)
        return run

    ask(hot)()
    say("lru_cache, found", per_item(ask(hot)))
    say("lru_cache, made", per_item(ask(cold), items=len(cold), number=20))


def signals():
    class Window:
        def __init__(self):
            self.sum = 0

        def on(self, value):
            self.sum += value

    for count in (10, 100):
        windows = [Window() for _ in range(count)]
        slots = [window.on for window in windows]
        methods = [weakref.WeakMethod(window.on) for window in windows]

        def call():
            for slot in slots:
                slot(1)

        def call_weak():
            for method in methods:
                slot = method()
                if slot is not None:
                    slot(1)

        say(f"{count} slots called", per_item(call, items=1, number=2000))
        say(f"{count} WeakMethods called", per_item(call_weak, items=1, number=500))


def cycles():
    count = 100_000

    def ring():
        first = last = C()
        for _ in range(count - 1):
            following = C()
            last.next = following
            last = following
        last.next = first
        return first

    def collect():
        start = time.perf_counter_ns()
        gc.collect()
        return time.perf_counter_ns() - start

    gc.collect()
    gc.disable()
    floor, alive, dead = [], [], []
    for _ in range(ROUNDS):
        floor.append(collect())
        first = ring()
        alive.append(collect())
        del first
        dead.append(collect())
    gc.enable()
    say("gc.collect, live ring, a node", (min(alive) - min(floor)) / count)
    say("gc.collect, dead ring, a node", (min(dead) - min(floor)) / count)


def main():
    print(f"{platform.python_implementation()} {platform.python_version()}")
    counting()
    tables()
    caches()
    signals()
    cycles()


if __name__ == "__main__":
    main()
