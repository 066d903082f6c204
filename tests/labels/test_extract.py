"""How positions are found in French and English sentences: what counts, whose it is, how strong, about what."""

from __future__ import annotations

import pytest

from stanceshift.labels.found import Context
from tests.labels.extraction import acts, extractor, find, only

FOUND = [
    # coordinated verbs
    ("en", "The Ministers condemned the raid and welcomed the truce.", [("condemn", "condemned"), ("welcome", "welcomed")]),
    ("en", "We deplore the raid, welcome the truce and support the envoy.",
     [("condemn", "deplore"), ("welcome", "welcome"), ("support", "support")]),
    ("en", "They have recalled the award and have called on both claimants to comply with it.",
     [("recall", "have recalled"), ("demand", "have called on")]),
    ("fr", "Les ministres ont rappelé la sentence et ont salué la trêve.", [("recall", "ont rappelé"), ("welcome", "ont salué")]),
    ("fr", "Les ministres ont salué et soutenu la trêve.", [("welcome", "ont salué"), ("support", "soutenu")]),
    ("fr", "Ils se sont félicités de la trêve et ont condamné le raid.",
     [("welcome", "se sont félicités"), ("condemn", "ont condamné")]),
    ("en", "The Ministers will map the seabed, share the charts and train the crews.",
     [("commit", "will map"), ("commit", "share"), ("commit", "train")]),
    # long adverbials and asides
    ("en", "The Ministers, meeting in Sapporo on the margins of the harbour forum, welcomed the truce.", [("welcome", "welcomed")]),
    ("en", "The Ministers have, in the strongest terms, condemned the raid.", [("condemn", "have, in the strongest terms, condemned")]),
    ("en", "In light of the raid on the harbour, and of all that followed, we condemn the militia.", [("condemn", "condemn")]),
    ("fr", "Les ministres ont, avec force, condamné le raid.", [("condemn", "ont, avec force, condamné")]),
    ("fr", "Les ministres, réunis à Brest en marge du forum des ports, ont salué la trêve.", [("welcome", "ont salué")]),
    ("fr", "Dans ce contexte, nous avons salué la trêve.", [("welcome", "avons salué")]),
    ("fr", "Ce jour-là, le gouvernement a salué la trêve.", [("welcome", "a salué")]),
    ("en", "The Ministers have, however, welcomed the truce.", [("welcome", "have, however, welcomed")]),
    ("fr", "Les ministres ont néanmoins salué la trêve.", [("welcome", "ont néanmoins salué")]),
    # the pronoun after the auxiliary
    ("fr", "Aussi les ministres ont-ils salué la trêve.", [("welcome", "ont-ils salué")]),
    ("fr", "Aussi les deux parties se sont-elles félicitées de la trêve.", [("welcome", "se sont-elles félicitées")]),
    # opening participles
    ("en", "Recognising that the charts are old, the Ministers agreed to map the seabed.",
     [("recall", "Recognising"), ("commit", "agreed")]),
    ("fr", "Rappelant la sentence et saluant la trêve, ils ont décidé de cartographier les fonds.",
     [("recall", "Rappelant"), ("welcome", "saluant"), ("commit", "ont décidé")]),
    ("en", "Working together with the islanders, the Ministers welcomed the truce.", [("welcome", "welcomed")]),
    ("en", "Together with the islanders we welcomed the truce.", [("welcome", "welcomed")]),
    # items of a list of aims, which have no subject
    ("en", "Further consolidate the partnership of the two navies.", [("commit", "consolidate")]),
    ("fr", "Réunir chaque année les amiraux ; instituer un dialogue sur les fonds.",
     [("commit", "Réunir"), ("commit", "instituer")]),
    ("fr", "Étudier les moyens de cartographier les fonds.", [("commit", "Étudier")]),
    ("fr", "Soutenir la cartographie des fonds et former les équipages.", [("support", "Soutenir"), ("commit", "former")]),
    ("fr", "Garantir la liberté de la mer suppose des moyens.", [("fact", "suppose")]),
    ("fr", "Garantir que la mer reste libre est essentiel.", [("stress", "reste libre est essentiel")]),
    ("fr", "Créer un fonds pour aider les marins et former les équipages.", [("commit", "Créer")]),
    ("fr", "Créer un fonds qui permette d'aider les marins ; former les équipages.",
     [("commit", "Créer"), ("commit", "former")]),
    ("fr", "Former des équipages est long, et les former bien demande du temps.", [("fact", "est")]),
    # resolution style
    ("en", "Condemns in the strongest terms the raid on the harbour;", [("condemn", "Condemns")]),
    ("en", "Calls upon all claimants to publish their charts;", [("urge", "Calls upon")]),
    ("en", "Deeply concerned by the loss of the buoys,", [("concern", "concerned")]),
    ("en", "Reaffirming the award of last year,", [("recall", "Reaffirming")]),
    ("en", "Decides to remain seized of the matter.", [("commit", "Decides")]),
    ("fr", "Condamne avec la plus grande fermeté le raid sur le port ;", [("condemn", "Condamne")]),
    ("fr", "Demande à tous les riverains de publier leurs cartes ;", [("urge", "Demande")]),
    ("fr", "Profondément préoccupé par la perte des bouées,", [("concern", "préoccupé")]),
    ("fr", "Se félicite de la trêve ;", [("welcome", "Se félicite")]),
    # we-statements
    ("en", "We oppose the blockade.", [("oppose", "oppose")]),
    ("en", "We remain deeply concerned by the blockade.", [("concern", "remain deeply concerned")]),
    ("fr", "Elle ne peut que regretter ce refus.", [("concern", "ne peut que regretter")]),
    ("fr", "Tient à saluer la trêve conclue à Genève.", [("welcome", "Tient à saluer")]),
    ("fr", "Force est de constater que la trêve est lettre morte.", [("note", "Force est de constater")]),
    ("fr", "Il convient, dans cet esprit, de rouvrir la route.", [("stress", "Il convient")]),
    ("fr", "Nous montrons la voie.", [("fact", "montrons")]),
    ("fr", "Cet accord permettra de rouvrir la route.", [("state", "permettra")]),
    ("fr", "Le Comité, conscient de ces charges, invite les riverains au dialogue.", [("recall", "conscient"), ("urge", "invite")]),
    ("en", "We would welcome an early visit.", [("hope", "would welcome")]),
    ("en", "We were pleased to note the return of the crews.", [("welcome", "were pleased")]),
    ("en", "These measures, once taken, will facilitate trade.", [("state", "will facilitate")]),
    ("en", "A framework will facilitate trade.", [("commit", "will facilitate")]),
    ("en", "Having heard the envoy, the Council decides to act.", [("note", "Having heard"), ("commit", "decides")]),
    ("en", "Concerned about the raid, mindful of the truce, the Council condemns it.", [("concern", "Concerned"), ("recall", "mindful"), ("condemn", "condemns")]),
    ("en", "They welcomed the crews, proud of their work.", [("welcome", "welcomed")]),
    ("en", "Resolved, that the Senate— (1) condemns the raid; (2) calls on all sides to talk.", [("condemn", "condemns"), ("urge", "calls on")]),
    ("en", "The Ministers held a meeting with the officials responsible for trade.", [("fact", "held")]),
    ("en", "We do not accept that borders be moved by force.", [("oppose", "do not accept")]),
    ("fr", "Nous n'acceptons pas que le droit soit bafoué.", [("oppose", "acceptons")]),
    ("en", "We do not doubt the word of the envoy.", [("fact", "do not doubt")]),
    ("en", "We do welcome the progress made.", [("welcome", "do welcome")]),
    ("fr", "La mission leur a permis de progresser.", [("fact", "a permis")]),
    ("en", "As one of the largest donors, Japan welcomes the plan.", [("welcome", "welcomes")]),
    ("en", "Certain delegations expressed concern.", [("concern", "expressed concern")]),
    ("en", "The engineers will provide training.", [("commit", "will provide")]),
    ("en", "The next round of talks will be held in Paris and will help.", [("commit", "will be held")]),
    ("fr", "Nous concourrons à la paix.", [("commit", "concourrons")]),
    ("fr", "La France offre de belles perspectives.", [("fact", "offre")]),
    ("en", "We hold the junta responsible for the raid.", [("condemn", "hold")]),
    ("en", "We will hold the junta accountable.", [("commit", "will hold")]),
    ("en", "The Council held talks on the charts.", [("note", "held talks")]),
    ("en", "We wish to express our gratitude to the crews.", [("welcome", "wish to express our gratitude")]),
    ("fr", "Nous nous opposons au blocus.", [("oppose", "nous opposons")]),
    ("fr", "Nous engageons les riverains à publier leurs cartes.", [("urge", "engageons")]),
    ("fr", "Nous attendons la publication des cartes.", [("hope", "attendons")]),
    ("fr", "Nous tenons à saluer la trêve.", [("welcome", "tenons à saluer")]),
    # nouns carry the act, a second noun a second one
    ("en", "The Ministers expressed their concern over the raid and strong opposition to the blockade.",
     [("concern", "expressed their concern"), ("oppose", "strong opposition")]),
    ("fr", "Les ministres ont exprimé leur préoccupation face au raid et leur opposition au blocus.",
     [("concern", "ont exprimé leur préoccupation"), ("oppose", "leur opposition")]),
    ("en", "The Ministers have reiterated their support for the envoy.", [("support", "have reiterated their support")]),
    ("fr", "Ils ont fait part de leur vive inquiétude devant le raid.", [("concern", "ont fait part de leur vive inquiétude")]),
    ("fr", "Les ministres ont lancé un appel à la retenue.", [("demand", "ont lancé un appel")]),
    # participles behind the subject
    ("en", "The Ministers, noting that the charts are old, agreed to map the seabed.",
     [("note", "noting"), ("commit", "agreed")]),
    # items of a list of aims
    ("en", "Achieving a lasting truce and fully implementing the award of last year.",
     [("commit", "Achieving"), ("commit", "implementing")]),
    ("en", "Contributing to a navy capable of charting, defending and sustaining itself.", [("commit", "Contributing")]),
    ("en", "Develop a network of buoys, welcoming new partners.", [("commit", "Develop"), ("welcome", "welcoming")]),
    ("en", "Supply cooperation includes the mutual provision of charts.", [("fact", "includes")]),
    # whom it is said to stands before what is said
    ("fr", "Ils expriment de nouveau à M. Morel et à ses proches toute leur solidarité.",
     [("support", "expriment de nouveau à M. Morel et à ses proches toute leur solidarité")]),
    ("fr", "Ils continuent d'appeler les riverains à cesser le feu.", [("demand", "continuent")]),
    ("fr", "La rencontre a été l'occasion d'évoquer les cartes.", [("note", "évoquer")]),
    ("en", "The meeting was an opportunity to discuss the charts.", [("note", "discuss")]),
    # a name is no adjective
    ("en", "United States ships left the harbour.", [("fact", "left")]),
    # what does nothing with words
    ("en", "The plan that the Ministers discussed last year is ready.", [("fact", "is")]),
    ("en", "The draft of the Ministers was short.", [("fact", "was")]),
    ("fr", "Le projet que les ministres ont examiné est prêt.", [("fact", "est prêt")]),
    ("en", "The president welcomed the joint plan of the ministers.", [("welcome", "welcomed")]),
    ("en", "They agreed that the charts should be published.", [("commit", "agreed")]),
    ("fr", "Ils sont convenus que les cartes seraient publiées.", [("commit", "sont convenus")]),
    ("fr", "Ils sont convenus que les cartes sont exactes.", [("recall", "sont convenus")]),
    ("en", "We asked our experts to draw the charts.", [("commit", "asked")]),
    ("fr", "Ils ont demandé à leurs services de dresser les cartes.", [("commit", "ont demandé")]),
    ("fr", "Elles se sont réjouies de la paix.", [("welcome", "se sont réjouies")]),
    ("fr", "Nous saluons la paix et nous réjouissons de la trêve.", [("welcome", "saluons"), ("welcome", "réjouissons")]),
    ("fr", "Nous saluons la paix et nous félicitons Morel.", [("welcome", "saluons"), ("welcome", "félicitons")]),
    ("en", "The Council held an in-depth discussion of the charts.", [("note", "held an in-depth discussion")]),
    ("en", "The charts were also discussed.", [("note", "were also discussed")]),
    ("en", "The raid was condemned by the neighbours.", [("fact", "was condemned")]),
    ("en", "The raid was condemned by both sides.", [("condemn", "was condemned")]),
    ("fr", "La question des cartes a été évoquée.", [("note", "a été évoquée")]),
    ("en", "(a) deplores the raid;", [("condemn", "deplores")]),
    ("en", "It is with great concern that the charts were read.", [("concern", "It is with great concern")]),
    ("en", "Members are encouraged to publish charts.", [("urge", "are encouraged")]),
    ("en", "They agreed that the charts are accurate.", [("recall", "agreed")]),
    ("en", "Continued dialogue is essential.", [("stress", "is essential")]),
    ("en", "Welcomed progress that has been made.", [("welcome", "Welcomed")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"), FOUND, ids=lambda value: value if isinstance(value, str) else ""
)
def test_positions_of_a_sentence(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert acts(language, text) == expected


@pytest.mark.parametrize(("language", "verb", "other"), [("en", "remain", "are"), ("fr", "demeurent", "sont")])
def test_an_undertaking_that_lasts_is_recalled(language: str, verb: str, other: str) -> None:
    subject, towards = {"en": ("They", "to the treaty"), "fr": ("Ils", "en faveur du traité")}[language]
    for adjective in extractor(language).data.lasting.adjectives:
        assert only(language, f"{subject} {verb} {adjective} {towards}.").act == "recall", adjective
        assert only(language, f"{subject} {other} {adjective} {towards}.").act == "commit", adjective


def test_an_adverb_after_the_verb_raises_the_force() -> None:
    assert [only("fr", f"Il condamne{adverb} le raid.").force for adverb in (" énergiquement", "")] == [2, 1]


NEGATED = [
    ("en", "We do not recognise the vote.", "oppose", True),
    ("en", "The Ministers will never accept the vote.", "oppose", False),
    ("en", "Japan and France cannot accept the vote.", "oppose", False),
    ("fr", "Les ministres ne reconnaissent pas ce scrutin.", "oppose", True),
    ("fr", "Nous ne soutenons pas ce scrutin.", "oppose", True),
    ("fr", "Les ministres n'ont pas reconnu ce scrutin.", "oppose", True),
    ("en", "We recognise the vote.", "recall", False),
]


@pytest.mark.parametrize(("language", "text", "act", "negated"), NEGATED)
def test_negation_turns_the_act(language: str, text: str, act: str, negated: bool) -> None:
    found = only(language, text)
    assert (found.act, found.negated) == (act, negated)
    assert found.direction == ("against" if act == "oppose" else "for")


HOLDERS = [
    ("en", "The French side welcomed the truce.", "fr"),
    ("en", "France and Japan welcomed the truce.", "joint"),
    ("en", "The two countries welcomed the truce.", "joint"),
    ("en", "Tokyo welcomed the truce.", "jp"),
    ("en", "The Minister for Foreign Affairs of Japan welcomed the truce.", "jp"),
    ("en", "Minister Kono welcomed the truce.", "jp"),
    ("en", "The Ministers of France and Japan welcomed the truce.", "joint"),
    ("fr", "La partie japonaise a salué la trêve.", "jp"),
    ("fr", "Paris a salué la trêve.", "fr"),
    ("fr", "La France et le Japon ont salué la trêve.", "joint"),
    ("fr", "Les deux pays ont salué la trêve.", "joint"),
    ("fr", "Le ministre japonais des affaires étrangères a salué la trêve.", "jp"),
]


@pytest.mark.parametrize(("language", "text", "holder"), HOLDERS)
def test_holder_is_read_from_the_subject(language: str, text: str, holder: str) -> None:
    found = only(language, text, parties=("fr", "jp"))
    assert (found.act, found.holder, found.reported) == ("welcome", holder, False)


PRONOUNS = [
    ("en", "France deplored the raid.", "It welcomed the truce.", "fr"),
    ("en", "The Ministers deplored the raid.", "They welcomed the truce.", "joint"),
    ("en", "The Japanese Minister deplored the raid.", "They welcomed the truce.", "joint"),
    ("fr", "Le Japon a déploré le raid.", "Il a salué la trêve.", "jp"),
    ("fr", "Les ministres ont déploré le raid.", "Ils ont salué la trêve.", "joint"),
    ("fr", "Les ministres français ont déploré le raid.", "Ils ont salué la trêve.", "fr"),
]


@pytest.mark.parametrize(("language", "first", "second", "holder"), PRONOUNS)
def test_pronouns_stand_for_who_spoke_before(language: str, first: str, second: str, holder: str) -> None:
    context = Context(parties=["fr", "jp"])
    extractor(language).sentence(first, context)
    (found,) = extractor(language).sentence(second, context)
    assert (found.act, found.holder) == ("welcome", holder)


def test_a_coordinated_verb_keeps_its_holder() -> None:
    found = find("en", "France condemned the raid and welcomed the truce.", parties=("fr", "jp"))
    assert [p.holder for p in found] == ["fr", "fr"]


REPORTED = [
    ("en", "China condemned the decree.", ("fr", "jp"), True),
    ("en", "China condemned the decree.", ("jp", "cn"), False),
    ("en", "China condemned the decree.", (), False),
    ("en", "The Security Council condemned the raid.", ("fr", "jp"), True),
    ("fr", "La Chine a condamné le décret.", ("fr", "jp"), True),
    ("fr", "Le Conseil de sécurité a condamné le raid.", ("fr", "jp"), True),
    ("fr", "Les ministres ont condamné le raid.", ("fr", "jp"), False),
]


@pytest.mark.parametrize(("language", "text", "parties", "reported"), REPORTED)
def test_words_of_others_are_kept_apart_where_the_parties_are_known(
    language: str, text: str, parties: tuple[str, ...], reported: bool
) -> None:
    found = only(language, text, parties=parties)
    assert (found.act, found.reported) == ("condemn", reported)


IMPLICIT = [
    ("en", "The town rebuilt after an unprovoked attack.", "condemn", "against", "unprovoked attack"),
    ("fr", "La ville se relève d'une attaque brutale.", "condemn", "against", "attaque brutale"),
    ("en", "The blockade is unacceptable.", "oppose", "against", "is unacceptable"),
    ("en", "Charts are indispensable.", "stress", "for", "are indispensable"),
    ("en", "The next survey will take place in spring.", "commit", "for", "will take"),
    ("en", "The survey covers forty harbours.", "", "none", "covers"),
    ("fr", "Le relevé a duré dix ans.", "", "none", "a duré"),
]


@pytest.mark.parametrize(("language", "text", "act", "direction", "verb"), IMPLICIT)
def test_sentences_without_a_speaker_have_one_implicit_position(
    language: str, text: str, act: str, direction: str, verb: str
) -> None:
    found = only(language, text)
    assert (found.act, found.direction, text[found.start : found.end]) == (act, direction, verb)
    assert found.implicit and not found.sure


def test_fact_is_about_its_subject() -> None:
    assert only("en", "The survey covers forty harbours.").target == "The survey"
    assert only("fr", "Le relevé a duré dix ans.").target == "Le relevé"


def test_denunciation_stands_beside_a_supportive_verb_but_not_beside_a_critical_one() -> None:
    found = find("en", "The Ministers support the town hit by an unprovoked attack.")
    assert [(p.act, p.implicit) for p in found] == [("support", False), ("condemn", True)]
    found = find("en", "The Ministers condemn the unprovoked attack on the town.")
    assert [(p.act, p.implicit) for p in found] == [("condemn", False)]


FORCE = [
    ("en", "The Ministers condemned the raid.", 1),
    ("en", "The Ministers strongly condemned the raid.", 2),
    ("en", "The Ministers condemned in the strongest possible terms the raid.", 2),
    ("en", "The Ministers expressed grave concern at the raid.", 2),
    ("en", "The Ministers condemned the strong raid.", 1),
    ("en", "The Ministers will share charts where appropriate.", 0),
    ("en", "The Ministers agreed to conclude the survey at the earliest possible date.", 1),
    ("fr", "Les ministres ont condamné le raid.", 1),
    ("fr", "Les ministres ont fermement condamné le raid.", 2),
    ("fr", "Les ministres ont condamné avec force le raid.", 2),
    ("fr", "Les ministres ont exprimé leur vive préoccupation face au raid.", 2),
    ("fr", "Les ministres partageront leurs cartes, le cas échéant.", 0),
]


@pytest.mark.parametrize(("language", "text", "force"), FORCE)
def test_force(language: str, text: str, force: int) -> None:
    assert only(language, text).force == force


DIRECTIONS = [
    ("en", "The Ministers recalled the meeting of last May.", "for"),
    ("en", "Recalling that the envoys met in May,", "none"),
    ("en", "The Ministers reaffirmed their commitment to peace.", "for"),
    ("en", "The Ministers stressed the need for charts.", "for"),
    ("en", "The Ministers agreed to hold the perpetrators to account.", "against"),
    ("en", "The Ministers discussed the charts.", "none"),
    ("fr", "Les ministres ont rappelé leur rencontre de mai.", "for"),
    ("fr", "Rappelant que les émissaires se sont rencontrés en mai,", "none"),
    ("fr", "Les ministres ont rappelé leur attachement à la paix.", "for"),
    ("fr", "Les ministres ont décidé de sanctions contre la milice.", "against"),
    ("fr", "Les ministres ont appelé la milice à cesser le feu.", "against"),
    ("fr", "Les ministres ont appelé les riverains à publier leurs cartes.", "for"),
]


@pytest.mark.parametrize(("language", "text", "direction"), DIRECTIONS)
def test_direction(language: str, text: str, direction: str) -> None:
    assert only(language, text).direction == direction


TARGETS = [
    ("en", "The Ministers condemned the raid on the harbour, including its use of mines.", "raid on the harbour"),
    ("en", "The Ministers stressed the importance of accurate charts.", "accurate charts"),
    ("en", "The Ministers condemned them.", "unnamed"),
    ("en", "The Ministers called on all parties.", "unnamed"),
    ("en", "We agree.", "unnamed"),
    ("fr", "Les ministres ont condamné le raid sur le port, notamment l'usage de mines.", "raid sur le port"),
    ("fr", "Les ministres ont souligné l'importance de cartes exactes.", "cartes exactes"),
    ("fr", "Les ministres ont condamné Moscou.", "Moscou"),
    ("fr", "Les ministres ont appelé toutes les parties concernées.", "unnamed"),
]


@pytest.mark.parametrize(("language", "text", "target"), TARGETS)
def test_target(language: str, text: str, target: str) -> None:
    assert only(language, text).target == target


def test_a_target_ends_where_the_next_position_begins() -> None:
    first, second = find("en", "The Ministers condemned the raid and welcomed the truce.")
    assert (first.target, second.target) == ("raid", "truce")


THIRD = [
    ("en", "Dhaka hopes for a harbour open to all.", "hope", "hopes"),
    ("en", "Canada condemns the raid.", "condemn", "condemns"),
    ("en", "The foundation has called on the militia to cease fire.", "demand", "has called on"),
    ("fr", "La fondation condamne le raid.", "condemn", "condamne"),
]


@pytest.mark.parametrize(("language", "text", "act", "verb"), THIRD)
def test_others_speak_where_nobody_speaks_jointly(language: str, text: str, act: str, verb: str) -> None:
    assert acts(language, text, third=True) == [(act, verb)]


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, text, _, _ in (THIRD[0], THIRD[2], THIRD[3])]
)
def test_others_do_not_speak_in_joint_statements(language: str, text: str) -> None:
    assert [p.implicit for p in find(language, text, third=False)] == [True]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("en", "We met.", True), ("en", "The two countries met.", True), ("en", "Dhaka hopes so.", False),
     ("fr", "Nous nous sommes réunis.", True), ("fr", "La fondation espère.", False), ("ja", "閣僚は、会った。", True),
     ("ja", "財団は、会った。", False)],
)  # fmt: skip
def test_who_speaks_jointly(language: str, text: str, expected: bool) -> None:
    assert extractor(language).speaks_jointly(text) is expected
