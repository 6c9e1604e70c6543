"""Words that decide what can't be a concept of its own: general English and course boilerplate.

They hold for any subject. A word that names something in one subject ("cell", "court", "tree",
"function") doesn't belong here, however common it is.
"""


def words(text: str) -> frozenset[str]:
    """A set of words from text with spaces between them."""
    return frozenset(text.split())


# Nouns that name nothing of a subject when they stand alone, or end a phrase.
GENERAL_NOUNS = words(
    """
    ability absence abundance access account action addition advance advantage advice age aim air
    alternative amount analogy answer anyone anything appearance application approach area argument
    arrangement arrival aspect assistance assumption attempt attention author awareness background
    basic basis beginning behalf being belief benefit bit book bottom care case category
    cause center centre century chance change chapter characteristic choice circumstance claim
    clue collection combination comment comparison complication component concept concern
    conclusion condition confusion consequence consideration content context contrast contribution
    control convenience correctness cost count couple course day deal debate decade decision
    definition degree description design desire detail development difference difficulty direction
    disadvantage discussion distinction diversity drawback ease edition effect effort element
    emphasis end ending entry equivalent evening event everyone everything evidence exact example
    exception existence expectation experience explanation extent fact factor fashion feature few
    figure final finding focus following form former formula foundation frame future gain
    general goal good group growth guess guide half hand handful help here hint home hope hour
    idea illustration image impact importance impression improvement inability increase
    indication individual influence information inside insight instance instruction
    intention interpretation introduction investigation issue item job judgement
    judgment key kind knowledge lack last latter layout lead length less letter level life
    limit limitation line link list location look loss lot lots luck majority manner many mark
    material matter maximum meaning means measure mechanism member mention method middle mind
    minimum minority minute mistake mixture moment month more morning most motivation move
    name nature necessity need night nobody none nothing notice notion number object objective
    observation obstacle occasion occurrence offer one ones opinion opportunity option order origin
    other others outcome outline output outside overview page pair paragraph part participant
    party past pattern people percent percentage period person perspective phase phenomenon
    phrase picture piece place plan plenty point position possibility practice preference presence
    present principle problem procedure process product progress proof proper
    property proportion proposal purpose quality quantity question quote range rate ratio
    reader reality reason recipe recognition record reduction reference regard
    region relation relationship release relevance remainder remark removal report representation
    request requirement research resource respect response responsibility rest result return
    review right rise role room round row rule run sake same sample saying scale scenario scene
    scheme scope second section sense sentence sequence series set setting shape share shift shot
    side sight sign significance similarity situation size skill solution some somebody someone
    something sort source space spite stage standard start state statement
    status step story strategy strength structure student study stuff style subject
    success suggestion sum summary support system table talk target task teacher
    technique tendency term terminology test text thank thanks thing thought time tip title
    today tomorrow tool top topic total touch treatment trend trick trouble truth try turn type
    understanding unit usage use user usefulness value variant variation variety version view
    viewpoint visit walk want way week weakness while whole wish word work worker working world
    worry writer writing year yesterday yield anybody everybody self itself themselves
    aftermath backdrop beauty bulk core counterpart crucial essence excess failure flavor flavour
    hallmark heart implication intuition left lesson merit multitude myriad pace peculiarity
    pitfall precaution prior proximity reminder repetition restriction risk rationale
    simplicity slight subtlety takeaway tradeoff trade-off upside usual vast vicinity wealth
    """
)

# What courses are made of, not about.
COURSE_NOUNS = words(
    """
    abstract acknowledgement acknowledgment activity agenda aims announcement appendix article
    assessment assignment attendance bibliography caption chapter checklist checkpoint citation
    class classroom contents coursework credit curriculum deadline diagram discussion draft due
    email essay exam examination excerpt exercise faq feedback figure footnote forum glossary
    grade grading handout handbook heading highlight homework index instructor introduction lab
    laboratory lecture lecturer lesson literature marks midterm module motivation note notebook
    notes objectives office overview paper plagiarism practical preface prerequisite presentation
    professor project question quiz reading readings recap recitation recommendation reference
    remark revision rubric schedule semester seminar session sheet slide slides solution staff
    submission summary supplement syllabus term textbook theme timetable title topic
    tutorial tutor tutorials unit university video vocabulary walkthrough warm-up webpage website
    week workshop worksheet
    """
)

TIME_NOUNS = words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december spring summer autumn winter am pm minute hour
    day week fortnight month year decade century millennium today yesterday tomorrow noon midnight
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun bc ad bce ce
    """
)

# Adjectives and participles that say something about a thing without making it another thing.
VAGUE_MODIFIERS = words(
    """
    able above accompanying actual additional adequate another appropriate arbitrary available
     bad basic below beautiful better big brief broad careful certain chosen
    clear clever close commonly competing comprehensive concrete
    considerable
    convenient corresponding crucial current definite desired detailed different difficult
    distinct earlier easy effective efficient elegant entire enormous equivalent
    essential exact excellent existing expected extra familiar famous few fewer fine
    following former frequent further given good greater helpful
    huge ideal immediate important impressive initial interesting key
    known large larger largest last later latter least less likely little longer main
    many mere more most much naive naïve necessary new newer
    next nice numerous obvious old older only other overall own particular past
    plain popular possible potential powerful practical precise preceding previous
    proper purely quick rare reasonable recent relevant remaining
    remarkable required respective resulting right same serious several
    shorter significant similar simpler simplest slight slow small smaller smallest
    so-called straightforward striking subsequent substantial
    such sufficient suitable surprising tiny top traditional typical ultimate
    underlying unusual upcoming useful usual valid various vast very vital well-known whole
    wide widespread wrong favourite favorite first second third fourth fifth sixth
    """
)

# Adjectives that make a term with some nouns (`natural selection`, `simple graph`) and say little
# with most (`simple step`); which, is seen from how often and how the whole is used.
SOFT_MODIFIERS = words(
    """
    central classic classical common complete early equal fair final free fundamental general
    great hard high individual late long major minor modern multiple natural opposite original
    perfect primary principal prior real rich short simple single special specific standard strong
    total true weak large small new old good bad best worst average full separate
    """
)

# Words that look like terms when set in bold.
SIGNPOSTS = words(
    """
    note warning important caution tip hint remember remark example examples definition theorem
    lemma corollary proof answer question solution exercise step true false yes no not never
    always must only all any both and or if then else input output advantages disadvantages pros
    cons here this that these those learning objective objectives summary key point points takeaway
    takeaways goal goals why what how when where who which
    """
)

# Of these nouns the phrase after "of" is what is spoken about: "a kind of tree".
TRANSPARENT_NOUNS = words("kind type form class sort variety variant example instance case species")

# Pairs that are one idea in any subject; others are learned from how a file writes them.
BINOMIALS = frozenset(
    (first, "and", second)
    for first, second in (
        ("divide", "conquer"),
        ("branch", "bound"),
        ("supply", "demand"),
        ("checks", "balances"),
        ("trial", "error"),
        ("cause", "effect"),
        ("profit", "loss"),
        ("goods", "services"),
        ("law", "order"),
        ("nature", "nurture"),
        ("assault", "battery"),
    )
)

CODE_HINTS = (
    "()",
    "::",
    "->",
    "=>",
    "==",
    "!=",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "_",
    "$",
    "<",
    ">",
    "=",
    "+",
    "*",
    "^",
    "|",
    "~",
    "/",
    "@",
    "#",
)
