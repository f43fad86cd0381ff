#if NET8_0_OR_GREATER
using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LeakLint;

/// <summary>The hash of strings in this library's tables. Dictionary has a quick one of its own, which no other library can call,
/// and string.GetHashCode takes as long as all the rest of a lookup.</summary>
/// <remarks>
/// <para>The sum of the string's words of 32 bits, each times a random key of 64 bits; the upper half of it. This family
/// (multilinear, strongly universal) needs no trust in mixing: any two different strings collide for one choice of keys in
/// 2^32, whatever the strings are. The length is a word too, so that this holds for different lengths.</para>
/// <para>The keys are the process's own and no hash is shown to anybody: who chooses keys to be stored, without knowing
/// them, gets no more collisions than chance gives.</para>
/// <para>What is longer than the keys reach is hashed by string.GetHashCode, which is keyed by the process as well.</para>
/// </remarks>
internal static class KeyedStringHash
{
    private const int MostWords = 64;

    // One for the sum itself, one for the length, then one for each word.
    private static readonly ulong[] Keys = NewKeys(MostWords + 2);

    public static int Of(string text)
    {
        if (text.Length > MostWords * 2)
        {
            return text.GetHashCode();
        }

        ReadOnlySpan<uint> words = MemoryMarshal.Cast<char, uint>(text.AsSpan());
        ulong[] keys = Keys;
        ReadOnlySpan<ulong> ofWords = keys.AsSpan(2);
        ulong sum = keys[0] + (keys[1] * (uint)text.Length);
        for (int i = 0; i < words.Length && i < ofWords.Length; i++)
        {
            sum += ofWords[i] * words[i];
        }

        if ((text.Length & 1) != 0)
        {
            sum += ofWords[words.Length] * text[text.Length - 1];
        }

        return (int)(sum >> 32);
    }

    /// <summary>From the system's random source, by way of Guid: RandomNumberGenerator would load a library for it.</summary>
    private static ulong[] NewKeys(int count)
    {
        ulong[] keys = new ulong[count];
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < count; i++)
        {
            // Six bits of a Guid are no chance; turned by half, they lie on some of the other half that are.
            Guid.NewGuid().TryWriteBytes(bytes);
            keys[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(8)), 32);
        }

        return keys;
    }
}
#endif
