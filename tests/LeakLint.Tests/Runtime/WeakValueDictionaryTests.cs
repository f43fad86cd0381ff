using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace LeakLint.Tests.Runtime;

/// <summary>What the dictionary answers; <see cref="WeakValueDictionaryLifeTests"/> has what it keeps and drops.</summary>
public sealed class WeakValueDictionaryTests
{
    [Fact]
    public void B26_a_dead_value_is_not_found_and_the_indexer_throws()
    {
        WeakValueDictionary<string, object> map = new();
        Assert.Throws<KeyNotFoundException>(() => map["absent"]);
        Values.AddDead(map, "dead");
        Collector.Run();
        Assert.False(map.TryGetValue("dead", out object? none));
        Assert.Null(none);
        Assert.Throws<KeyNotFoundException>(() => map["dead"]);
    }

    [Fact]
    public void B27_setting_replaces_and_the_old_values_death_leaves_the_new_entry()
    {
        WeakValueDictionary<string, object> map = new();
        Values.AddDead(map, "key");
        object value = new();
        map["key"] = value;
        Collector.Run();
        map.Purge();
        Assert.Same(value, map["key"]);
        Assert.Equal(1, map.ApproximateCount);
    }

    [Fact]
    public void B28_get_or_add_gives_the_same_object_while_it_lives_and_replaces_a_dead_entry_in_place()
    {
        WeakValueDictionary<string, object> map = new();
        object made = map.GetOrAdd("key", _ => new object());
        Assert.Same(made, map.GetOrAdd("key", _ => throw new InvalidOperationException("made again")));
        Assert.Same(made, map.GetOrAdd("key", 1, (_, _) => throw new InvalidOperationException("made again")));

        Values.AddDead(map, "dead");
        Collector.Run();
        object argument = new();
        Assert.Same(argument, map.GetOrAdd("dead", argument, static (_, arg) => arg));
        Assert.Equal(2, map.ApproximateCount);
        GC.KeepAlive(made);
    }

    [Fact]
    public void B29_a_raced_factory_may_run_in_each_thread_and_one_result_wins()
    {
        WeakValueDictionary<int, object> map = new();
        object[] got = new object[4];
        int key = 0;
        Race.Rounds(
            threads: 4,
            most: 20_000,
            prepare: () => key++,
            body: index => got[index] = map.GetOrAdd(key, _ => new object()),
            check: () => Assert.All(got, value => Assert.Same(got[0], value)));
    }

    [Fact]
    public void B30_a_factory_that_throws_or_gives_null_leaves_no_entry()
    {
        WeakValueDictionary<string, object> map = new();
        Assert.Throws<FormatException>(() => map.GetOrAdd("key", _ => throw new FormatException()));
        Assert.Throws<InvalidOperationException>(() => map.GetOrAdd("key", _ => null!));
        Assert.Equal(0, map.ApproximateCount);
    }

    [Fact]
    public void B31_a_factory_may_use_the_dictionary()
    {
        WeakValueDictionary<string, object> map = new();
        object inner = new();
        object got = map.GetOrAdd("key", key =>
        {
            map["other"] = inner;
            map.Purge();
            return map.GetOrAdd(key, _ => inner);
        });
        Assert.Same(inner, got);
        Assert.Same(inner, map["key"]);
        Assert.Same(inner, map["other"]);
    }

    [Fact]
    public void B33_an_enumeration_is_not_disturbed_by_changes()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(100, kept);
        int seen = 0;
        foreach (KeyValuePair<int, object> pair in map)
        {
            seen++;
            map.Remove(pair.Key);
            map[pair.Key + 1000] = pair.Value;
            map[50] = pair.Value;
            if (seen == 90)
            {
                map.Clear();
            }
        }

        Assert.InRange(seen, 99, 100);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void B34_what_is_added_after_the_enumerator_was_taken_is_not_in_it()
    {
        List<object> kept = [];
        WeakValueDictionary<int, object> map = Values.Live(3, kept);
        IEnumerator<KeyValuePair<int, object>> enumerator = map.GetEnumerator();
        map[99] = kept[0];
        List<int> keys = [];
        while (enumerator.MoveNext())
        {
            keys.Add(enumerator.Current.Key);
        }

        Assert.Equal([0, 1, 2], keys.Order());
    }

    [Fact]
    public void B38_removing_an_absent_or_dead_key_returns_false()
    {
        WeakValueDictionary<string, object> map = new();
        object value = new();
        map["live"] = value;
        Values.AddDead(map, "dead");
        Collector.Run();
        Assert.False(map.Remove("absent"));
        Assert.False(map.Remove("dead", out object? none));
        Assert.Null(none);
        Assert.True(map.Remove("live", out object? removed));
        Assert.Same(value, removed);
        Assert.False(map.Remove("live"));
        Assert.Equal(0, map.ApproximateCount);
    }

    [Fact]
    public void B48_values_are_classes_by_constraint()
    {
        Type value = typeof(WeakValueDictionary<,>).GetGenericArguments()[1];
        Assert.True(value.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint));
    }

    [Fact]
    public void B51_it_is_no_dictionary_by_interface_and_is_not_serialised()
    {
        IEnumerable<Type> interfaces = typeof(WeakValueDictionary<string, object>).GetInterfaces();
        Assert.Equal(
            ["IEnumerable", "IEnumerable`1"],
            interfaces.Select(type => type.Name).Order());
    }

    [Fact]
    public void Add_throws_on_a_live_duplicate_only()
    {
        WeakValueDictionary<string, object> map = new();
        object value = new();
        Values.AddDead(map, "key");
        Collector.Run();
        map.Add("key", value);
        Assert.Equal("key", Assert.Throws<ArgumentException>(() => map.Add("key", new object())).ParamName);
        Assert.False(map.TryAdd("key", new object()));
        Assert.True(map.TryAdd("other", value));
        Assert.Same(value, map["key"]);
    }

    [Fact]
    public void Null_is_refused_by_the_name_of_the_parameter()
    {
        WeakValueDictionary<string, object> map = new();
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => map.TryGetValue(null!, out object? _)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => map.Remove(null!)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => map.Add(null!, map)).ParamName);
        Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => map["key"] = null!).ParamName);
        Assert.Equal("create", Assert.Throws<ArgumentNullException>(() => map.GetOrAdd("key", null!)).ParamName);
    }

    [Fact]
    public void Keys_are_compared_by_the_given_comparer_and_found_after_growth_and_removal()
    {
        List<object> kept = [];
        WeakValueDictionary<string, object> map = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < 5_000; i++)
        {
            kept.Add(new object());
            map.Add("k" + i, kept[i]);
        }

        for (int i = 0; i < 5_000; i += 2)
        {
            Assert.True(map.Remove("K" + i));
        }

        for (int i = 0; i < 5_000; i++)
        {
            Assert.Equal(i % 2 == 1, map.TryGetValue("K" + i, out object? value));
            Assert.Equal(i % 2 == 1, ReferenceEquals(value, kept[i]));
        }

        Assert.Equal(2_500, map.ApproximateCount);
        Assert.Equal(2_500, map.Count());
    }
}

/// <summary>Values made out of the tests' own frames, so that nothing there keeps them.</summary>
internal static class Values
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void AddDead<TKey>(WeakValueDictionary<TKey, object> map, TKey key)
        where TKey : notnull => map[key] = new object();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WeakValueDictionary<int, object> Live(int count, List<object> kept)
    {
        WeakValueDictionary<int, object> map = new();
        for (int i = 0; i < count; i++)
        {
            object value = new();
            kept.Add(value);
            map.Add(i, value);
        }

        return map;
    }
}
