"""The 26 domains (试点领域) of grassroots disclosure: names, page addresses and order, the five key ones first."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Domain:
    """One domain: its official name, its address under /domains/, and what it is about in residents' words."""

    name: str
    slug: str
    about: str


# The five that residents ask about most stand first; the others keep the order of the national list.
KEY_DOMAINS = (
    Domain("养老服务", "yanglao", "高龄津贴、老人补贴、养老院、老人吃饭"),
    Domain("社会救助", "jiuzhu", "低保、特困、临时救助、医疗救助"),
    Domain("保障性住房", "zhufang", "公租房申请、排队、租金和补贴"),
    Domain("义务教育", "jiaoyu", "小学初中招生、转学、资助"),
    Domain("医疗卫生", "weisheng", "打疫苗、建档、体检、看病机构"),
)
OTHER_DOMAINS = (
    Domain("国土空间规划", "guihua", "城市规划、盖房许可、加装电梯公示"),
    Domain("重大建设项目", "xiangmu", "大工程的批准、施工和验收"),
    Domain("公共资源交易", "jiaoyi", "招标、政府采购、土地出让"),
    Domain("财政预决算", "caizheng", "政府和部门的钱怎么花"),
    Domain("安全生产", "anquan", "安全检查、事故、举报"),
    Domain("税收管理", "shuishou", "办税指南、税收政策"),
    Domain("征地补偿", "zhengdi", "征地公告和补偿"),
    Domain("国有土地上房屋征收", "zhengshou", "房屋拆迁、评估和补偿"),
    Domain("农村危房改造", "weifang", "危房改造的条件和补助"),
    Domain("环境保护", "huanbao", "环境审批、污染处罚、投诉"),
    Domain("公共文化服务", "wenhua", "图书馆、文化馆、展览活动"),
    Domain("公共法律服务", "falv", "法律援助、公证、人民调解"),
    Domain("扶贫", "fupin", "帮扶对象、资金和项目"),
    Domain("救灾", "jiuzai", "台风预警、避难场所、救灾款物"),
    Domain("食品药品监管", "shiyao", "餐饮和药店许可、抽检、处罚"),
    Domain("城市综合执法", "zhifa", "占道、违建、广告牌、垃圾分类"),
    Domain("就业创业", "jiuye", "找工作、培训、失业登记、创业贷款"),
    Domain("社会保险", "shebao", "养老保险、工伤、失业、参保登记"),
    Domain("户籍管理", "huji", "上户口、迁户口、身份证"),
    Domain("涉农补贴", "shenong", "农机、耕地、农业保险补贴"),
    Domain("市政服务", "shizheng", "道路开挖、停水停气、燃气安全"),
)
DOMAINS = KEY_DOMAINS + OTHER_DOMAINS
_ORDER = {domain.name: number for number, domain in enumerate(DOMAINS)}


def domain_order(name: str) -> int:
    """Where a domain stands in the catalog; an unknown one stands last."""
    return _ORDER.get(name, len(DOMAINS))


def find_domain(name_or_slug: str) -> Domain | None:
    """The domain with this name or address."""
    return next((domain for domain in DOMAINS if name_or_slug in (domain.name, domain.slug)), None)
