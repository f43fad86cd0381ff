using System.Collections.Generic;

namespace WithoutRuntime;

public sealed class Session
{
    private static readonly Dictionary<string, Session> ByUser = new();

    public Session(string user)
    {
        User = user;
        ByUser[user] = this; // LEAK101
    }

    public string User { get; }

    public static Session? Find(string user) => ByUser.TryGetValue(user, out var session) ? session : null;
}
