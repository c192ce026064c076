"""Whom a sentence binds and how strongly, kind by kind; the examples are invented."""

import pytest

from corpus.model import Heading, Provision
from indexer.classify.topics import classify

KINDS = {
    "a second verb has the subject of the first": """
Each Party shall designate a contact point for rivers and shall notify the other Parties of it. | obligation | each Party
Each Party shall appoint a member of the River Committee and shall tell the other of it. | obligation | each Party
Each Party shall name an enquiry point, which shall answer questions on rivers. | obligation | each Party
Each Party shall adopt rules which must be clear and shall publish them. | obligation | each Party
Each Party shall send its report to the River Council and may add a summary. | obligation | each Party
The Parties shall inform the Joint Committee and shall, on request, meet. | obligation | the Parties
A Party may ask the panel for advice and shall pay for it. | obligation | a Party
Such fees shall be notified to the Joint Committee and shall be made public. | obligation | -
Each Party shall publish its laws, and no Party shall hide them. | prohibition | neither Party
The plan shall be drawn up by the Committee and shall be approved by the Parties. | obligation | the Parties
Cada Parte informará al Comité y publicará su informe. | obligation | each Party
Cada Parte designará un punto de contacto y notificará a la otra Parte. | obligation | each Party
""",
    "what is recognised asks for nothing": """
The Parties recognise that fees and labels on pumps should not hinder trade. | recognition | the Parties
The Parties recognise that fees, labels and marks should not hinder trade. | recognition | the Parties
The Parties recognise that rivers and lakes shall be kept clean. | recognition | the Parties
The Parties recognise that rivers are shared, and they shall protect them. | obligation | the Parties
The Parties recognise that rivers are shared and, accordingly, shall protect them. | obligation | the Parties
The Parties recognise that free rules can help, as appropriate, each Party shall encourage them. | best-endeavour | each Party
The Parties recognise that each Party retains the right to tax pumps. | permission | each Party
Recognising that rivers are shared, the Parties shall protect them. | obligation | the Parties
Recognising the work of the River Committee, each Party shall endeavour to clean its rivers. | best-endeavour | each Party
Taking into account that rivers are shared, each Party shall publish its plans. | obligation | each Party
The Parties agree that, where a river is shared, they shall seek to clean it together. | best-endeavour | the Parties
If a Party considers that the other has failed, it may close its gates. | permission | a Party
Las Partes reconocen que las tasas, marcas y etiquetas pueden limitar el comercio. | recognition | the Parties
Reconociendo el valor de los ríos, las Partes deberán protegerlos. | obligation | the Parties
Considerando la labor del Comité, cada Parte publicará sus informes. | obligation | each Party
""",
    "a Spanish subject stands after its verb": """
Corresponderá al Comité de Ríos revisar los planes. | procedure | the Committee
Compete al Consejo aprobar los planes. | procedure | the Council
Competerá a la Comisión vigilar los ríos. | procedure | the Commission
Corresponde a cada Parte cuidar sus ríos. | obligation | each Party
Serán funciones del Comité: estudiar los ríos. | procedure | the Committee
Son atribuciones de la Comisión estudiar los ríos. | procedure | the Commission
Estas consultas constituirán un requisito previo. | obligation | -
La reunión será convocada por la Secretaría. | procedure | the secretariat
El plan será aprobado por el Consejo. | procedure | the Council
El plan deberá ser aprobado por las Partes. | obligation | the Parties
Las tasas se fijarán por el Consejo. | procedure | the Council
Las bombas gozarán de las ventajas que establezcan los países miembros. | obligation | -
Si una Parte grava las bombas, este Acuerdo, la Parte lo informará. | obligation | a Party
Cuando las Partes hayan hablado, estas consultas, constituirán un requisito. | obligation | -
""",
    "a body in a phrase about another is no subject": """
Plans which are approved by the Joint Committee shall be published. | obligation | -
Plans, and those which the Committee approves, shall be published. | obligation | -
The report of the Joint River Council shall be published. | obligation | -
The Party to which a panel has spoken shall answer it. | obligation | a Party
A Party that is told by a panel to clean a river shall clean it. | obligation | a Party
Any ruling of a panel that finds a breach shall be published. | obligation | -
A panel that has been set up under this Article shall hear both sides. | procedure | the panel
Members of the River Council may send deputies. | procedure | the Council
Plans shall bind only the Member States that took part. | obligation | -
Fees on pumps shall be notified at once to the Joint River Committee. | obligation | -
The Parties' contact points shall exchange data on rivers. | procedure | the contact points
El informe de un tribunal será publicado. | obligation | -
""",
    "a pronoun, a choice, a condition": """
There shall be established a River Council. It shall meet once a year. | procedure | the Council
The Parties shall inform the River Committee. It shall answer them. | procedure | the Committee
Acts shall bind only the Member States that took part. They shall not bind others. | prohibition | -
If the Parties cannot agree, the Commission shall decide, and it shall give reasons. | procedure | the Commission
If a Party hears the investors, it shall publish what they say. | obligation | a Party
The Community or Chile, as the case may be, shall inform the Council. | obligation | a Party
If the Community or Chile considers that pumps are dear, it may lower its fees. | permission | a Party
If a Party leaves that Treaty, this Agreement shall end. | obligation | -
Steps shall be shown by presenting the customs authorities with papers. | obligation | -
Proceedings of the River Council shall only be public if it so decides. | procedure | -
Fees in the former Yugoslav Republic of Macedonia shall be abolished. | obligation | -
A Party may leave this Agreement. It shall cease to be in force six months later. | permission | a Party
If a Party finds a fault in a river, said Party shall mend it. | obligation | a Party
Antes que una Parte fije la tasa, informará a las otras Partes. | obligation | a Party
Un inversionista no puede presentar tal reclamación. | prohibition | a person of a Party
""",
    "authorities act for their Party": """
The competent authorities of the Parties shall exchange data. | obligation | the Parties
The competent authorities shall exchange data. | obligation | the Parties
The authorities responsible for rivers will meet once a year. | obligation | the Parties
Each customs administration shall answer such questions. | obligation | each Party
The requested authority shall answer within ten days. | obligation | a Party
The customs authority of the importing Party may inspect the goods. | permission | a Party
A Party's regulatory authority shall inform the applicant. | obligation | a Party
Las autoridades competentes de las Partes intercambiarán datos. | obligation | the Parties
Las autoridades aduaneras de cada Parte cooperarán. | obligation | each Party
The importing Party shall release the goods. | obligation | a Party
The requested Party shall answer within ten days. | obligation | a Party
The Party complained against shall clean its river. | obligation | a Party
La Parte requerida responderá en diez días. | obligation | a Party
""",
    "persons of a Party": """
All interested parties shall be heard. | obligation | a person of a Party
The interested Party shall send its report. | obligation | a Party
The affected investor shall have the right to a hearing by an authority of said Party. | permission | a person of a Party
Importers shall keep their records for five years. | obligation | a person of a Party
Exporters and producers shall keep records. | obligation | a person of a Party
The exporter or producer shall keep records. | obligation | a person of a Party
Suppliers shall keep their pumps clean. | obligation | a person of a Party
Persons who take part in a hearing shall keep its secrets. | obligation | a person of a Party
The process of qualifying suppliers shall be open. | obligation | -
Steps shall be taken for preventing suppliers from hiding faults. | obligation | -
The exporter may submit such a claim. | permission | a person of a Party
Los importadores deberán guardar sus documentos. | obligation | a person of a Party
El exportador deberá guardar sus documentos. | obligation | a person of a Party
Un productor que firme un certificado deberá guardarlo. | obligation | a person of a Party
Las personas interesadas podrán presentar escritos. | permission | a person of a Party
""",
    "states by other words, and several Parties by name": """
The first Member State shall tell the others. | obligation | a Party
No signatory State shall tax pumps. | prohibition | neither Party
Each Country shall publish its plans. | obligation | each Party
The two sides will exchange data on rivers. | obligation | the Parties
The Governments shall exchange data on rivers. | obligation | the Parties
Regional governments shall exchange data on rivers. | obligation | -
As a result the Parties agree to clean their rivers. | obligation | the Parties
Pumps shall be tested by the laws of each Party. | obligation | -
Los Estados signatarios convienen en no vender tales aguas. | prohibition | the Parties
Chile and Peru shall adjust their fees. | obligation | the Parties
Peru, Colombia and Ecuador shall adjust their fees. | obligation | the Parties
Chile and the Republic of Korea shall adjust their fees. | obligation | the Parties
Chile y el Perú deberán ajustar sus tasas. | obligation | the Parties
Chile shall open its gates and Peru shall close them. | obligation | Chile
The Kingdom of Morocco shall adjust its fees. | obligation | Morocco
The Mainland shall adjust its fees. | obligation | China
Fees on trade between Chile and the Republic of Korea shall be abolished. | obligation | -
""",
    "words about the subject, and words that forbid or soften": """
The Parties, through a Committee of the Treaty between the Government of Chile and the Council, shall meet. | obligation | the Parties
The Community financial aid shall be reviewed. | obligation | -
Brunei Darussalam shall review its aid. | obligation | Brunei
After the signature of this Treaty, Chile shall talk to its river states, the mills among them. | obligation | Chile
The Slovak Republic shall clean its rivers. | obligation | Slovakia
The Treaty shall be submitted for approval by each Contracting State. | obligation | each Party
Aid granted by a State being a Party to this Treaty shall be listed. | obligation | -
Once a Party has asked for a panel, the procedure that was chosen shall be used. | obligation | -
The disputing investor may not ask twice. | prohibition | a person of a Party
A Party which finds that an objective of this Treaty is being impeded may say so. | permission | a Party
This Agreement shall not, until the river is clean, affect older rights. | permission | -
Each Party shall retain the right to tax pumps. | permission | each Party
The Parties shall likewise endeavour to clean their lakes. | best-endeavour | the Parties
The Parties shall to this end seek common rules. | best-endeavour | the Parties
The following are incompatible with the proper functioning of this Treaty in so far as they may affect trade. | prohibition | -
No new charges on pumps, hoses and gates that a mill may need for its work on a river of either side shall be levied. | prohibition | -
No se aplicarán medidas nuevas a las bombas. | prohibition | -
RECONOCER que el trabajo en los ríos contribuirá al comercio y estimulará la industria; | recognition | -
""",
    "a term in quotation marks, means, and the month of May": """
“River marks” are signs which show that a pump comes from a river of a Party. | definition | -
A "river mark" is a sign on a pump. | definition | -
“Rivers” is replaced by “brooks”. | recognition | -
By these means the Parties shall keep their rivers clean. | obligation | the Parties
By all appropriate means, each Party shall keep its rivers clean. | obligation | each Party
The treaty on rivers that was signed on 11 May 1992 shall be changed as follows: | obligation | -
""",
    "who is not kept from acting, and who is": """
Nothing in this Article shall be construed as an impediment for a Party to tax pumps. | permission | a Party
Nothing in this Chapter shall be interpreted as an obligation of a Party to tax pumps. | permission | a Party
Any country may join on terms to be agreed, following the legal requirements of each Party. | permission | -
This Chapter shall not apply to persons who seek work, nor shall it apply to visas. | permission | -
No new charges on trade between the Contracting Parties shall be introduced, nor shall old ones be raised. | prohibition | -
Cada Parte procurará asegurar que no debilitará sus leyes, ni ofrecerá debilitarlas. | best-endeavour | each Party
""",
    "a Party's duty, and what nobody in particular shall do": """
Each Party shall keep courts for rivers. Such tribunals shall be impartial and shall not have a stake. | obligation | each Party
Such tribunals shall be impartial. | obligation | -
Fees shall be fair and shall not be raised. | prohibition | -
Disputes between States Parties may be sent to a judge. | permission | -
""",
    "bodies by more words": """
The plan shall be drawn up and approved by a Joint Committee which shall meet once a year. | procedure | the Committee
The plan shall be approved by an Association Council. | procedure | the Council
The plan will be reviewed by the River Cooperation Commission. | procedure | the Commission
A joint working party shall study rivers. | procedure | the working group
""",
    "what the Parties agree to do or to set up": """
The Parties hereby agree to establish a Committee on Rivers. | procedure | the Parties
The Parties agree to establish a Working Group on Rivers. | procedure | the Parties
The Parties agree to establish rules on rivers. | obligation | the Parties
The Parties agree, to seek common ground on rivers. | best-endeavour | the Parties
The Parties agree not to tax pumps. | prohibition | the Parties
The Parties commit themselves not to tax pumps. | prohibition | the Parties
The provisions of Chapter II shall not restrict river policies. | permission | -
Each Party may refer to the Joint Committee any dispute over rivers. | procedure | each Party
Las Partes acuerdan establecer un Comité de Ríos. | procedure | the Parties
Las Partes convienen en crear una Comisión de Ríos. | procedure | the Parties
Las Partes acuerdan limpiar los ríos. | obligation | the Parties
Las Partes acuerdan no gravar las bombas. | prohibition | the Parties
Las Partes convienen en no gravar las bombas. | prohibition | the Parties
Las Partes se comprometen a no gravar las bombas. | prohibition | the Parties
""",
}
ROWS = [
    pytest.param(*line.rsplit(" | ", 2), id=f"{kind}: {number}")
    for kind, lines in KINDS.items()
    for number, line in enumerate(lines.strip().splitlines(), 1)
]


@pytest.mark.parametrize(("text", "force", "addressee"), ROWS)
def test_a_sentence_of_a_kind(text, force, addressee):
    headings = (Heading("chapter", "2", "Rivers"), Heading("article", "2.1", "Some Title"))
    labels = classify(Provision("a-b/2.1/1", "eid", "a-b", "en", headings, "1", text))
    assert (labels.force, labels.addressee or "-") == (force, addressee)
