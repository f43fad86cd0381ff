using System.Threading.Tasks;
using Xunit;

namespace LeakLint.Tests.Registries;

/// <content>Called once, kept, or taken back.</content>
public sealed partial class RootedByPlatformTests
{
    [Fact]
    public Task A_serializer_by_type_is_kept_by_the_platform() => Check("""
        public class Writer
        {
            public void Write(Stream s, object o)
            {
                var x = new System.Xml.Serialization.XmlSerializer(o.GetType());
                x.Serialize(s, o);
                var y = new System.Xml.Serialization.XmlSerializer(o.GetType(), "urn:x");
                y.Serialize(s, o);
            }
        }
        """);

    [Fact]
    public Task A_serializer_in_a_static_field() => Check("""
        public class Writer
        {
            private static readonly System.Xml.Serialization.XmlSerializer s_x = new(typeof(string), new System.Xml.Serialization.XmlRootAttribute("r"));
            public void Write(Stream s, object o) => s_x.Serialize(s, o);
        }
        """);

    [Fact]
    public Task A_serializer_made_once() => Check("""
        public class Writer
        {
            private static System.Xml.Serialization.XmlSerializer? s_x;
            public void Write(Stream s, object o)
            {
                s_x ??= new System.Xml.Serialization.XmlSerializer(typeof(string), new System.Xml.Serialization.XmlRootAttribute("r"));
                s_x.Serialize(s, o);
            }
        }
        """);

    [Fact]
    public Task A_serializer_in_a_cache_by_type() => Check("""
        public class Writer
        {
            private static readonly ConcurrentDictionary<Type, System.Xml.Serialization.XmlSerializer> s_x = new();
            public void Write(Stream s, object o) => s_x.GetOrAdd(o.GetType(), t =>
            {
                var x = new System.Xml.Serialization.XmlSerializer(t, new System.Xml.Serialization.XmlRootAttribute("r"));
                x.ToString();
                return x;
            }).Serialize(s, o);
        }
        """);

    [Fact]
    public Task A_serializer_that_is_handed_on() => Check("""
        public class Writer
        {
            private readonly Dictionary<Type, System.Xml.Serialization.XmlSerializer> _x = new();
            public void Write(Stream s, object o)
            {
                if (!_x.TryGetValue(o.GetType(), out var x))
                {
                    x = new System.Xml.Serialization.XmlSerializer(o.GetType(), new System.Xml.Serialization.XmlRootAttribute("r"));
                    _x[o.GetType()] = x;
                }

                x.Serialize(s, o);
            }

            public static System.Xml.Serialization.XmlSerializer Make(Type t) => new(t, new Type[0]);
        }
        """);

    [Fact]
    public Task A_handler_that_is_taken_back() => Check("""
        public class Binder : IDisposable
        {
            readonly System.ComponentModel.PropertyDescriptor _p;
            readonly object _c;
            public Binder(System.ComponentModel.PropertyDescriptor p, object c)
            {
                _p = p;
                _c = c;
                p.AddValueChanged(c, OnChanged);
            }

            void OnChanged(object? s, EventArgs e)
            {
            }

            public void Dispose() => _p.RemoveValueChanged(_c, OnChanged);
        }
        """);

    [Fact]
    public Task A_serializer_in_Main() => CheckProgram("""
        public static class Program
        {
            public static void Main()
            {
                var x = new System.Xml.Serialization.XmlSerializer(typeof(string), new System.Xml.Serialization.XmlRootAttribute("r"));
                x.Serialize(Console.Out, "a");
            }
        }
        """);

    [Fact]
    public Task A_type_that_is_only_called_XmlSerializer() => Check("""
        namespace Mine
        {
            public class XmlSerializer
            {
                public XmlSerializer(Type t, Type[] o)
                {
                }

                public void Serialize()
                {
                }
            }

            public class W
            {
                public void M()
                {
                    var x = new XmlSerializer(typeof(int), new Type[0]);
                    x.Serialize();
                }
            }
        }
        """);
}
