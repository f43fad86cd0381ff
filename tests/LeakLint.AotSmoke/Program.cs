// Every type of LeakLint.Runtime does its work in this program, also when it is native code: it prints a line for each
// and ends with 0, or says what was not as expected and ends with 1.
using System;
using System.Linq;
using LeakLint.AotSmoke;

string[] failed =
[
    .. HandleChecks.All.Concat(WeakChecks.All).Concat(OwnerChecks.All).Concat(TrackingChecks.All).Where(static check =>
    {
        bool holds = check.Holds();
        Console.WriteLine($"{(holds ? "ok" : "FAILED")} {check.Name}");
        return !holds;
    }).Select(static check => check.Name),
];
return failed.Length == 0 ? 0 : 1;

namespace LeakLint.AotSmoke
{
    internal sealed record Check(string Name, Func<bool> Holds);
}
