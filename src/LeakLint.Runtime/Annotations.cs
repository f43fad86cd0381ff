// Who releases what: what a signature cannot say to LeakLint's analyzers, said by attributes.
// This file needs no other. A project that does not want the package may carry a copy of it, public or internal (write
// `internal` for `public`): the analyzers know the attributes by their full names. Of the language it needs C# 8.
#nullable enable

using System;

namespace LeakLint
{
    /// <summary>Says that a call acquires a resource: somebody must release it by what the same protocol names as its
    /// <see cref="ReleasesAttribute"/>.</summary>
    /// <remarks>
    /// <para>On a method, the result of a call is acquired; if the method returns nothing or a <see cref="bool"/>, the object
    /// that it is called on is. On a parameter, the argument is acquired.</para>
    /// <para>Acquire and release match when they name the same protocol. Without a name it is the declaring type's own.</para>
    /// <para>At an assembly it speaks about a member of somebody else's: <see cref="Member"/> says which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public sealed class BufferPool
    /// {
    ///     [Acquires]                                             // the result ...
    ///     public Buffer Take() => ...;
    ///
    ///     public void Put([Releases] Buffer buffer) => ...;      // ... is released as this argument
    /// }
    ///
    /// public interface ICounted
    /// {
    ///     [Acquires] void Retain();                              // the object itself ...
    ///     [Releases] void Release();                             // ... is released as often
    /// }
    ///
    /// [assembly: Acquires(Member = "M:Acme.Pool.Get")]
    /// [assembly: Releases(Member = "M:Acme.Pool.Put(Acme.Item)", Parameter = "item")]
    /// </code>
    /// </example>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter | AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class AcquiresAttribute : Attribute
    {
        /// <summary>The result, the argument or the object is acquired.</summary>
        /// <param name="protocol">The name that the releasing side gives too; null for the declaring type's own protocol.</param>
        public AcquiresAttribute(string? protocol = null) => Protocol = protocol;

        /// <summary>The name of the protocol; null for the declaring type's own.</summary>
        public string? Protocol { get; }

        /// <summary>At an assembly only: the documentation id of the member that is meant, as in
        /// <c>M:Acme.Pool.Get</c>. On a member or a parameter leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the parameter of <see cref="Member"/> that is meant; null for the
        /// member itself, that is its result or, if it has none, the object it is called on.</summary>
        public string? Parameter { get; set; }
    }

    /// <summary>Says that a call releases what was acquired by the same protocol's <see cref="AcquiresAttribute"/>.</summary>
    /// <remarks>
    /// <para>On a parameter, the argument is released. On a method, the object that it is called on is.</para>
    /// <para>Acquire and release match when they name the same protocol. Without a name it is the declaring type's own;
    /// so a pair that stands in two types needs a name.</para>
    /// <para>At an assembly it speaks about a member of somebody else's: <see cref="Member"/> says which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public sealed class Gate
    /// {
    ///     [Acquires("gate ticket")]
    ///     public Ticket Enter() => ...;
    /// }
    ///
    /// public sealed class Ticket
    /// {
    ///     [Releases("gate ticket")]                              // another type than the acquire's: named
    ///     public void GiveBack() => ...;
    /// }
    ///
    /// [assembly: Releases("session", Member = "M:Acme.Session.End")]
    /// </code>
    /// </example>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter | AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class ReleasesAttribute : Attribute
    {
        /// <summary>The argument or the object is released.</summary>
        /// <param name="protocol">The name that the acquiring side gives too; null for the declaring type's own protocol.</param>
        public ReleasesAttribute(string? protocol = null) => Protocol = protocol;

        /// <summary>The name of the protocol; null for the declaring type's own.</summary>
        public string? Protocol { get; }

        /// <summary>At an assembly only: the documentation id of the member that is meant, as in
        /// <c>M:Acme.Pool.Put(Acme.Item)</c>. On a member or a parameter leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the parameter of <see cref="Member"/> that is meant; null for the
        /// member itself, that is the object it is called on.</summary>
        public string? Parameter { get; set; }
    }

    /// <summary>Says that whoever is called becomes the owner of the argument: the caller need not release it any more, and
    /// must not.</summary>
    /// <remarks>
    /// <para>The opposite of <see cref="BorrowsAttribute"/>. For a property write it as <c>[param: TakesOwnership] set</c>.</para>
    /// <para>At an assembly it speaks about a parameter of somebody else's: <see cref="Member"/> and <see cref="Parameter"/>
    /// say which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public sealed class Document : IDisposable
    /// {
    ///     public Document([TakesOwnership] Stream source) => _source = source;
    ///     public void Dispose() => _source.Dispose();
    /// }
    ///
    /// [assembly: TakesOwnership(Member = "M:Acme.Archive.#ctor(System.IO.Stream)", Parameter = "stream")]
    /// </code>
    /// </example>
    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class TakesOwnershipAttribute : Attribute
    {
        /// <summary>At an assembly only: the documentation id of the member that is meant, as in
        /// <c>M:Acme.Archive.#ctor(System.IO.Stream)</c>. On a parameter leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the parameter of <see cref="Member"/> that is meant.</summary>
        public string? Parameter { get; set; }
    }

    /// <summary>Says that whoever is called only uses the argument, also when it keeps it: the caller stays the owner and must
    /// release it.</summary>
    /// <remarks>
    /// <para>The opposite of <see cref="TakesOwnershipAttribute"/>. For a property write it as <c>[param: Borrows] set</c>.</para>
    /// <para>At an assembly it speaks about a parameter of somebody else's: <see cref="Member"/> and <see cref="Parameter"/>
    /// say which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public sealed class Report
    /// {
    ///     public Report([Borrows] DbConnection connection) => _connection = connection;
    /// }
    ///
    /// [assembly: Borrows(Member = "M:Acme.Query.#ctor(Acme.Connection)", Parameter = "connection")]
    /// </code>
    /// </example>
    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Assembly, AllowMultiple = true)]
    public sealed class BorrowsAttribute : Attribute
    {
        /// <summary>At an assembly only: the documentation id of the member that is meant, as in
        /// <c>M:Acme.Query.#ctor(Acme.Connection)</c>. On a parameter leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the parameter of <see cref="Member"/> that is meant.</summary>
        public string? Parameter { get; set; }
    }

    /// <summary>Says that what a call or a property gives belongs to the one who asked: the caller must release it.</summary>
    /// <remarks>
    /// <para>The opposite of <see cref="ReturnsBorrowedAttribute"/>. On a delegate type it speaks about the result of every
    /// call of such a delegate.</para>
    /// <para>At an assembly it speaks about a member of somebody else's: <see cref="Member"/> says which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public interface IConnections
    /// {
    ///     [ReturnsOwned] DbConnection Open(string name);         // each call makes a new one
    /// }
    ///
    /// [ReturnsOwned] public delegate Stream OpenFile(string path);
    ///
    /// [assembly: ReturnsOwned(Member = "M:Acme.Images.Load(System.String)")]
    /// </code>
    /// </example>
    [AttributeUsage(
        AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Delegate | AttributeTargets.Assembly,
        AllowMultiple = true)]
    public sealed class ReturnsOwnedAttribute : Attribute
    {
        /// <summary>At an assembly only: the documentation id of the member or delegate type that is meant, as in
        /// <c>M:Acme.Images.Load(System.String)</c>. On a member leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the <c>out</c> or <c>ref</c> parameter of <see cref="Member"/> that is
        /// meant; null for its result.</summary>
        public string? Parameter { get; set; }
    }

    /// <summary>Says that what a call or a property gives stays somebody else's: the caller may use it and must not
    /// release it.</summary>
    /// <remarks>
    /// <para>The opposite of <see cref="ReturnsOwnedAttribute"/>. On a delegate type it speaks about the result of every call
    /// of such a delegate.</para>
    /// <para>At an assembly it speaks about a member of somebody else's: <see cref="Member"/> says which.</para>
    /// <para>The attribute has no effect at run time.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// public sealed class Fonts : IDisposable
    /// {
    ///     [ReturnsBorrowed] public Font Get(string name) => _fonts[name];   // disposed with the Fonts
    /// }
    ///
    /// [assembly: ReturnsBorrowed(Member = "P:Acme.Session.Current")]
    /// </code>
    /// </example>
    [AttributeUsage(
        AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Delegate | AttributeTargets.Assembly,
        AllowMultiple = true)]
    public sealed class ReturnsBorrowedAttribute : Attribute
    {
        /// <summary>At an assembly only: the documentation id of the member or delegate type that is meant, as in
        /// <c>P:Acme.Session.Current</c>. On a member leave it null.</summary>
        public string? Member { get; set; }

        /// <summary>At an assembly only: the name of the <c>out</c> or <c>ref</c> parameter of <see cref="Member"/> that is
        /// meant; null for its result.</summary>
        public string? Parameter { get; set; }
    }
}
