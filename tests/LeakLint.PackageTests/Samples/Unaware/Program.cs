using System;
using System.Buffers;

Console.WriteLine(Half(8) + Half(7));

static int Half(int size)
{
    var rented = ArrayPool<int>.Shared.Rent(size); // LEAK301
    if (size % 2 != 0)
    {
        return 0;
    }

    rented[0] = size / 2;
    var half = rented[0];
    ArrayPool<int>.Shared.Return(rented);
    return half;
}
