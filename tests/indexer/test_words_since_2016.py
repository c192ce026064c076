"""What treaties since 2016 speak of is seen in a chapter that is about something else; its false friends are not."""

import pytest

from corpus.model import Heading, Provision
from indexer.classify.topics import classify

SEEN = [
    ("Each Party shall carry out the Paris Agreement.", "climate-treaties"),
    ("Cada Parte cumplirá el Acuerdo de París.", "climate-treaties"),
    ("The Parties shall fight illegal logging.", "illegal-logging"),
    ("Las Partes combatirán la tala ilegal.", "illegal-logging"),
    ("Each Party shall punish wildlife trafficking.", "endangered-species"),
    ("Las Partes perseguirán el tráfico de fauna silvestre.", "endangered-species"),
    ("Each Party shall collect marine litter.", "marine-litter"),
    ("Each Party shall ban single-use plastics.", "waste"),
    ("Cada Parte limitará los plásticos de un solo uso.", "waste"),
    ("Each Party shall end its fossil fuel subsidies.", "harmful-subsidies"),
    ("Las Partes reducirán los subsidios a los combustibles fósiles.", "harmful-subsidies"),
    ("No Party shall pay fisheries subsidies that lead to overfishing.", "harmful-subsidies"),
    ("Each Party shall halt deforestation.", "forest-conservation"),
    ("Cada Parte protegerá sus bosques.", "forest-conservation"),
    ("The Parties shall work for a circular economy.", "circular-economy"),
    ("Las Partes fomentarán la economía circular.", "circular-economy"),
    ("Each Party shall ask its firms for responsible business conduct.", "responsible-business-conduct"),
    ("Each Party shall ask for due diligence along supply chains.", "responsible-business-conduct"),
    ("Cada Parte exigirá la debida diligencia en las cadenas de valor.", "responsible-business-conduct"),
    ("The Parties shall work for sustainable food systems.", "sustainable-agriculture"),
    ("Each Party shall heed the rights of indigenous peoples.", "indigenous-and-traditional-knowledge"),
    ("Cada Parte respetará los derechos de los pueblos indígenas.", "indigenous-and-traditional-knowledge"),
    ("Each Party shall raise its level of animal welfare.", "animal-welfare"),
    ("Las Partes velarán por el bienestar animal.", "animal-welfare"),
    ("Las Partes ratificarán el Acuerdo de Escazú.", "public-participation-in-law-making"),
    ("The Parties shall plan a just transition.", "social-and-environment"),
    ("Las Partes planificarán una transición justa.", "social-and-environment"),
    ("A Party shall tell the other of its carbon border adjustment.", "carbon-footprint"),
    ("Las Partes hablarán de los ajustes de carbono en frontera.", "carbon-footprint"),
    ("Each Party shall aim at net zero emissions.", "climate-mitigation"),
    ("Cada Parte pondrá fin a la sobrepesca.", "fisheries-conservation"),
    ("Each Party shall protect its mangroves.", "biodiversity"),
    ("The Parties reaffirm what they agreed in Paris under the UNFCCC.", "climate-treaties"),
    ("Goods made in breach of the Paris Agreement may be refused.", "climate-treaties"),
    ("“Climate commitments” means those made under the Paris Agreement.", "climate-treaties"),
    ("Cada Parte comunicará su contribución determinada a nivel nacional.", "climate-treaties"),
    ("Each Party shall publish its nationally determined contribution.", "climate-treaties"),
    ("Los compromisos del Acuerdo de París son elementos esenciales de este Acuerdo.", "climate-treaties"),
    ("Timber that was illegally harvested shall not be imported.", "illegal-logging"),
    ("La madera talada ilegalmente no será importada.", "illegal-logging"),
    ("Each Party shall check that imported wood was legally harvested.", "illegal-logging"),
    ("Cada Parte verificará que la madera haya sido extraída legalmente.", "illegal-logging"),
    ("Las Partes reconocen los daños de la tala y del comercio ilegal de madera.", "illegal-logging"),
    ("The Parties shall act against the illegal trade in wild fauna and flora.", "endangered-species"),
    ("Las Partes actuarán contra el comercio ilegal de especies silvestres.", "endangered-species"),
    ("Trafficking in wildlife is a serious crime.", "endangered-species"),
    ("Plastic debris in the ocean harms all.", "marine-litter"),
    ("Las Partes reducirán los desechos plásticos en el mar.", "marine-litter"),
    ("Las Partes combatirán la contaminación por plásticos en los océanos.", "marine-litter"),
    ("Fishing gear that is lost becomes marine debris.", "marine-litter"),
    ("Cada Parte prohibirá los plásticos desechables de un solo uso.", "waste"),
    ("Each Party shall limit plastic pollution.", "waste"),
    ("No Party shall subsidise vessels that fish overfished stocks.", "harmful-subsidies"),
    ("Cada Parte eliminará las subvenciones a la pesca que causan sobrepesca.", "harmful-subsidies"),
    ("The Parties shall phase out inefficient subsidies for fossil fuels.", "harmful-subsidies"),
    ("Las Partes reformarán los subsidios ineficientes a los combustibles fósiles.", "harmful-subsidies"),
    ("The Parties shall halt deforestation and forest degradation.", "forest-conservation"),
    ("Las Partes frenarán la deforestación.", "forest-conservation"),
    ("Each Party shall promote deforestation-free supply chains.", "deforestation-free-supply-chains"),
    ("Las Partes promoverán cadenas de suministro libres de deforestación.", "deforestation-free-supply-chains"),
    ("Remanufactured goods further the circular economy.", "circular-economy"),
    ("Los bienes remanufacturados contribuyen a la economía circular.", "circular-economy"),
    ("Enterprises should follow the OECD Guidelines for Multinational Enterprises.", "responsible-business-conduct"),
    (
        "Las empresas observarán las Líneas Directrices de la OCDE para Empresas Multinacionales.",
        "responsible-business-conduct",
    ),
    ("Each Party shall encourage corporate social responsibility.", "responsible-business-conduct"),
    ("Cada Parte fomentará la conducta empresarial responsable.", "responsible-business-conduct"),
    ("Firms shall carry out human rights due diligence in their supply chains.", "responsible-business-conduct"),
    ("Las empresas aplicarán la debida diligencia en sus cadenas de suministro.", "responsible-business-conduct"),
    ("The Parties shall cooperate on sustainable agriculture.", "sustainable-agriculture"),
    ("Las Partes cooperarán en agricultura sostenible.", "sustainable-agriculture"),
    ("Las Partes dialogarán sobre sistemas alimentarios sostenibles.", "sustainable-agriculture"),
    (
        "The Parties shall reduce the use of pesticides and antibiotics in sustainable food production.",
        "sustainable-agriculture",
    ),
    ("Women have a part in sustainable development.", "gender-and-environment"),
    ("Las mujeres participan en el desarrollo sostenible.", "gender-and-environment"),
    (
        "The Parties recognise the role of indigenous peoples in conserving biodiversity.",
        "indigenous-and-traditional-knowledge",
    ),
    (
        "Las Partes reconocen el papel de los pueblos indígenas en la conservación de la biodiversidad.",
        "indigenous-and-traditional-knowledge",
    ),
    ("The Parties shall cooperate on the welfare of animals.", "animal-welfare"),
    ("Las Partes cooperarán en materia de bienestar de los animales.", "animal-welfare"),
    ("Eggs from hens kept in cages shall meet the animal welfare rules.", "animal-welfare"),
    ("The Parties that signed the Escazú Agreement shall carry it out.", "public-participation-in-law-making"),
    ("Las Partes aplicarán el Acuerdo de Escazú.", "public-participation-in-law-making"),
    ("Workers of coal mines shall have a just transition.", "social-and-environment"),
    ("Los trabajadores tendrán una transición justa.", "social-and-environment"),
    ("A carbon border adjustment mechanism shall follow WTO rules.", "carbon-footprint"),
    ("El mecanismo de ajuste en frontera por carbono respetará las reglas de la OMC.", "carbon-footprint"),
    ("The Parties shall discuss carbon pricing and carbon leakage.", "carbon-footprint"),
    ("Las Partes tratarán los precios del carbono y la fuga de carbono.", "carbon-footprint"),
    ("Each Party shall cut its greenhouse gas emissions.", "climate-mitigation"),
    ("Cada Parte reducirá sus emisiones de gases de efecto invernadero.", "climate-mitigation"),
    ("Ships shall become climate neutral.", "climate-mitigation"),
    ("Las Partes alcanzarán la neutralidad climática.", "climate-mitigation"),
    ("Each Party shall control invasive alien species.", "invasive-species"),
    ("Cada Parte controlará las especies exóticas invasoras.", "invasive-species"),
    ("No Party shall allow shark finning.", "fisheries-conservation"),
    ("Ninguna Parte permitirá el aleteo de tiburones.", "fisheries-conservation"),
    ("Vessels that engage in illegal, unreported and unregulated fishing shall be listed.", "illegal-fishing"),
    ("Se listarán los buques de pesca ilegal, no declarada y no reglamentada.", "illegal-fishing"),
    ("Cada Parte respetará la libertad sindical.", "freedom-of-association"),
    ("Goods made with child labour shall not be imported.", "child-labour"),
    ("No se importarán bienes producidos con trabajo infantil.", "child-labour"),
    ("Each Party shall prohibit imports of goods made by forced labour.", "forced-labour"),
    ("Cada Parte prohibirá la importación de bienes producidos con trabajo forzoso.", "forced-labour"),
]
# The same without the keyword.
PARAPHRASED = [
    ("Timber exported to a Party shall be shown to have been lawfully felled.", "illegal-logging"),
    ("Las maderas extraídas sin permiso no ingresarán al mercado de una Parte.", "illegal-logging"),
    ("La caza furtiva de animales silvestres será sancionada.", "endangered-species"),
    ("Microplastics shall not reach the rivers of a Party.", "marine-litter"),
    ("The Parties shall phase out public support for coal.", "harmful-subsidies"),
    ("Las Partes eliminarán los apoyos públicos a los combustibles fósiles.", "harmful-subsidies"),
    ("Goods shall not come from land that was cleared of forest.", "deforestation-free-supply-chains"),
    ("Goods that can be repaired and recycled shall be preferred.", "circular-economy"),
    ("Se preferirán los materiales reutilizados o reciclados.", "circular-economy"),
    ("Firms shall respect the Guiding Principles on Business and Human Rights.", "responsible-business-conduct"),
    ("Las empresas mitigarán sus impactos negativos en las comunidades.", "responsible-business-conduct"),
    ("The Parties shall promote soil health and agroecology.", "sustainable-agriculture"),
    ("The Parties shall further the participation of women in exports.", "gender-equality"),
    ("Las mujeres empresarias accederán a los programas de la Parte.", "gender-equality"),
    ("Animals shall be spared unnecessary suffering.", "animal-welfare"),
    ("Regions that depend on coal shall receive help in the transition.", "social-and-environment"),
    ("A Party may adjust carbon costs at its border.", "carbon-footprint"),
    ("Cada Parte regulará el tránsito de desechos peligrosos.", "hazardous-waste"),
]
UNSEEN = [
    "Each Party shall notify changes of the official seals of its issuing bodies.",
    "The Executive Secretary is appointed for a term that is renewable only once.",
    "Each Party shall maintain its fair trade and competition laws.",
    "The Parties shall cooperate in the restoration of monuments and sites.",
    "Used articles that can no longer be repaired and are fit only for recycling are wholly obtained.",
    "Mercancías reimportadas después de reparaciones o alteraciones no pagarán derechos.",
    "Live animals shall be transported with a veterinary certificate.",
    "Goods of carbon black shall be free of duty.",
    "The Parties shall phase out customs duties on petroleum oils.",
    "Each Party shall grant equivalent treatment to the goods of the other.",
    "The customs authorities shall release perishable goods at once.",
    "The Parties shall cooperate on robotics, software and data mining.",
    "Each Party shall use due diligence in keeping its records.",
    "The Paris Convention on industrial property applies.",
    "Cada Parte aplicará el Convenio de París sobre la propiedad industrial.",
    "Plastic tubes and wood screws shall be free of duty.",
    "The tax on fossil fuels shall be the same for all suppliers.",
    "The transition period shall be fair to both sides.",
    "Cada Parte otorgará un trato equivalente al de sus propios bienes.",
    "Las Partes cooperarán en robótica, programas informáticos y minería de datos.",
    "Las Partes crearán un ambiente de negocios favorable y un clima de confianza.",
    "Un canal verde en la aduana estará abierto a los operadores conocidos.",
    "Las Partes mantendrán una deuda pública sostenible.",
    "Tubos de acero al carbono estarán sujetos a cuotas.",
    "Plastics of heading 39 are listed in the Annex.",
    "Labour-intensive goods shall be free of duty.",
]


PLACES = [
    (Heading("chapter", "9", "Cooperation"), Heading("article", "9.1", "Fields")),
    (Heading("chapter", "2", "Comercio de mercancías"), Heading("article", "2.4", "Licencias")),
    (Heading("annex", "3-B", "Product Rules"),),
    (Heading("chapter", "1", "General"), Heading("article", "1.3", "Definitions")),
    (Heading("chapter", "8", "Cross-Border Trade in Services"), Heading("article", "8.9", "Domestic Regulation")),
]


def labels(text, headings=PLACES[0]):
    return classify(Provision("a-b/9.1/1", "eid", "a-b", "en", headings, "1", text))


@pytest.mark.parametrize(("text", "topic"), SEEN + PARAPHRASED)
def test_it_is_related_and_bears_its_topic_wherever_it_stands(text, topic):
    found = [labels(text, headings) for headings in PLACES]
    assert [each.scope for each in found] == ["related"] * len(PLACES)
    assert all(topic in {label.code for label in each.topics} for each in found)


@pytest.mark.parametrize("text", UNSEEN)
def test_a_false_friend_bears_nothing(text):
    found = [labels(text, headings) for headings in PLACES]
    assert {(each.scope, tuple(label.code for label in each.topics)) for each in found} == {("none", ())}


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Nothing in this Title bars measures for the environment of equivalent effect.", "mutual-recognition"),
        ("Nothing in this Title bars measures for the environment of equivalent effect.", "harmonisation"),
        ("Customs duties on goods that serve the environment shall end.", "customs-and-environmental-offences"),
    ],
)
def test_one_word_beside_the_environment_is_no_topic(text, topic):
    assert topic not in {label.code for label in labels(text).topics}
