namespace Acme;

public sealed class Painter(CanvasPool pool, Studio studio)
{
    public int Sketch(int size)
    {
        var canvas = pool.Take(size); // LEAK301
        if (size > 4)
        {
            return 0;
        }

        canvas.Pixels[0] = size;
        pool.Back(canvas);
        return size;
    }

    public int Paint(string size)
    {
        studio.Occupy(); // LEAK302
        var pixels = int.Parse(size);
        studio.Vacate();
        return pixels;
    }

    public int Copy(int size)
    {
        studio.Occupy();
        var canvas = pool.Take(size);
        try
        {
            return size > 4 ? 0 : canvas.Pixels.Length;
        }
        finally
        {
            pool.Back(canvas);
            studio.Vacate();
        }
    }
}
