namespace Library;

public static class Squares
{
    public static int Of(int number) => number * number;
}
