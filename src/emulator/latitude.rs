//! What documents leave to an endpoint: how it travels and looks, in which order it checks, and what it does where they
//! are silent. The table of [`variant`](super::variant)s is made of these.

/// How requests and answers travel. Where one in so many requests is meant, they are counted over all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Bodies come in chunks, without a length.
    Chunked,
    /// Bodies are compressed where the request takes that.
    Compressed,
    /// The connection closes after every answer.
    Closes,
    /// The words of header names begin with capitals.
    TitleCase,
    /// One in so many requests gets no answer and loses its connection before it is carried out.
    LosesRequest(u64),
    /// One in so many requests is carried out and loses its connection before the answer.
    LosesAnswer(u64),
    /// One in so many answers takes so many milliseconds.
    Slow(u64, u64),
    /// One in so many requests is throttled with this status on the Aliyun side, and these codes.
    Throttles(u64, u16, &'static str, &'static str),
    /// One in so many requests is answered by something in front of the endpoint, with this status and no envelope.
    GatewayAnswers(u64, u16),
}

/// How the text of an answer is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dress {
    /// A line for every member, indented.
    Indented,
    /// Members in the opposite order of their names.
    Reversed,
    /// XML without its declaration.
    Undeclared,
    /// XML with a comment before every element.
    Commented,
    /// XML with texts in CDATA sections.
    CData,
}

/// What is checked before the rest of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// What is wrong with a parameter by itself, before whether what it names exists.
    ParametersFirst,
    /// Whether accounts exist, before what is asked for them and before the state of their instance.
    AccountsFirst,
    /// Everything before whether the instance runs and is not locked.
    StateLast,
    /// The last parameter of a request before those in front of it.
    Backwards,
    /// Whether something is granted already, before anything else about a grant.
    GrantedFirst,
}

/// What is done where documents are silent or contradict each other, or where they only recommend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Latitude {
    // Either side.
    /// Objects have members that no document names.
    MoreMembers,
    /// There is no such operation.
    Lacks(&'static str),
    /// Words are taken in any letter case, and kept as documents spell them.
    AnyCase,
    /// A list of names that is refused for some of them is carried out for the others.
    PartlyDone,

    // Aliyun: every operation.
    /// Request ids are in lower case.
    LowerCaseIds,
    /// Two answers in a row share a request id.
    SharedIds,
    /// An absent parameter is refused with this code.
    MissingCode(&'static str),
    /// A required parameter that is empty is absent.
    EmptyIsAbsent,
    /// A parameter that no document names is refused.
    UnknownRefused,
    /// JSON is the format of a request that asks for none.
    DefaultJson,
    /// XML is.
    DefaultXml,
    /// An operation that is documented for POST takes GET, too.
    AnyMethod,
    /// Blanks around the items of lists are taken off.
    BlanksTrimmed,
    /// Empty items of lists are left out.
    EmptyItemsDropped,
    /// A list that names something twice is refused.
    DuplicatesRefused,
    /// Reads show what was so many milliseconds ago.
    LateReads(i64),
    /// An account is unavailable for so many milliseconds after it was changed.
    UnavailableFor(i64),

    // Aliyun: passwords, grants, lists.
    /// The password that an account has is refused.
    SamePasswordRefused,
    /// A privilege of another engine is refused for its type.
    ForeignWordsByType,
    /// Granting the privilege that is held is refused.
    SameGrantRefused,
    /// Granting on a database on which something is held is refused.
    AnyGrantRefused,
    /// Granting another privilege leaves the one that is held.
    GrantKeepsOld,
    /// Granting another privilege gives one that covers both.
    GrantMerges,
    /// A database that does not exist is granted in vain.
    UnknownDatabasesTaken,
    /// The owner of a database is shown with this word on SQL Server.
    OwnerShown(&'static str),
    /// A page size outside the documented ones is moved to the nearest of them.
    SizesClamped,
    /// A page number below 1 is 1.
    NumbersClamped,
    /// The total counts the accounts on the page.
    TotalOfPage,
    /// A list for a name that no account has is refused.
    UnknownFilterRefused,
    /// Accounts of `PostgreSQL` show an empty list of privileges.
    EmptyPrivilegesShown,

    // Aliyun: masking.
    /// Masking works on any engine.
    MasksAnyEngine,
    /// An expiry time with a privilege that does not need one is refused.
    ExpiryRefusedOtherwise,
    /// An expiry time that has passed is refused.
    PastExpiryRefused,
    /// Instants with a fraction of a second, a leap second, or in lower case are taken.
    LooseInstants,
    /// Who has no access is not listed.
    NoneAccessUnlisted,

    // Tencent.
    /// A wrong privilege makes the task fail.
    PrivilegesByTask,
    /// An unknown account makes the task fail.
    AccountsByTask,
    /// An account without one of its members makes the task fail.
    MembersByTask,
    /// A wrong action makes the task fail.
    ActionsByTask,
    /// A task takes so many milliseconds.
    TaskTakes(i64),
    /// A task that is not done has this status.
    TaskBegins(&'static str),
    /// While an instance has a task, it takes no other.
    OneTaskAtATime,
    /// A list in which a privilege stands twice is refused.
    RepeatsRefused,
    /// Lists that are there and empty are refused.
    EmptyListsRefused,
    /// Granting anything that is held is refused, all of it.
    HeldGrantRefused,
    /// Revoking anything that is not held is refused, all of it.
    UnheldRevokeRefused,
    /// A database that does not exist is refused.
    UnknownDatabasesRefused,
    /// Privileges are kept for objects that do not exist.
    UnknownObjectsKept,
    /// Privileges for objects that do not exist are ignored.
    UnknownObjectsIgnored,
    /// Privileges are listed in the opposite order.
    ListedBackwards,
    /// Databases on which nothing is held are listed without privileges.
    EmptyEntriesListed,
}
