using System;
using System.Buffers;
using Library;

Console.WriteLine(Last(args.Length + 2));

static int Last(int count)
{
    var squares = ArrayPool<int>.Shared.Rent(count); // LEAK301
    for (var i = 0; i < count; i++)
    {
        squares[i] = Squares.Of(i);
    }

    if (count > 10)
    {
        return 0;
    }

    var last = squares[count - 1];
    ArrayPool<int>.Shared.Return(squares);
    return last;
}
